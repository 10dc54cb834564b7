"""Citizens' accounts: registration with a verified e-mail address or phone, sign-in, personal data."""
