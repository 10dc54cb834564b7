"""One action over many dossiers."""
