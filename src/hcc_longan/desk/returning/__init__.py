"""Return of results: at the counter and by post."""
