"""Pages and parts of pages of actions."""
