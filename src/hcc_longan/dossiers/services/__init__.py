"""REST services of dossiers."""
