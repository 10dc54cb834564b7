"""The catalogue: departments, procedures, their search, and the import of national records."""
