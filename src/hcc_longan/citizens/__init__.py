"""What a signed-in citizen has: own dossiers, drafts, messages, access log, rights on personal data."""
