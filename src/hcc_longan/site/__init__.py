"""The face of the site: home page, language switch, banner of demo sites, styles."""
