"""Content types of the room."""
