"""What can be done with a dossier, as forms."""
