"""Drafts: what somebody is typing and uploading, kept until it is filed. Knows no forms."""
