"""What the module reads."""
