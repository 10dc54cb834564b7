"""Ratings: what applicants say of the staff and of how their dossier was handled."""
