"""Reception: at the counter, online and by post."""
