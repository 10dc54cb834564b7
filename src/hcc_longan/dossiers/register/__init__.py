"""The register (sổ theo dõi hồ sơ): one narrow row a dossier and one an event, derived from the dossiers."""
