"""Protection: rate limits, challenges to robots, signed links, virus scanning. Knows no dossiers."""
