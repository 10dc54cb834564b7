"""A dossier on one page."""
