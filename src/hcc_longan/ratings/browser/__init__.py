"""Pages of the ratings."""
