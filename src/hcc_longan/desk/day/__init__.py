"""What an officer has before them today."""
