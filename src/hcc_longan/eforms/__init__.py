"""E-forms: EasyForm forms of procedures, which file dossiers."""
