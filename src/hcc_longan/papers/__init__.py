"""Papers: the official forms as PDF, numbered, kept with the dossier, verifiable by anybody who holds one."""
