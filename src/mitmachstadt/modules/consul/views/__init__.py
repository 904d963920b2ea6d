"""Pages of the take-over."""
