"""The writers of the take-over."""
