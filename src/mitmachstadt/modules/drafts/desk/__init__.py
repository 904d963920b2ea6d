"""Pages of the desk for those who write the text."""
