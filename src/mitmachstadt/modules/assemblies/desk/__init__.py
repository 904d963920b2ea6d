"""Pages of the desk for organisers."""
