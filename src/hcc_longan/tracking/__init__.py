"""Following a dossier: receipt, look-up by number, the public page of a dossier, @tracking."""
