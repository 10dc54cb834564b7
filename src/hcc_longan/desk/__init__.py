"""The officers' desk: receive, work and return dossiers."""
