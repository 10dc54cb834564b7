"""Frame and furniture of the desk's screens."""
