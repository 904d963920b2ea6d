"""What is asked of the tables of the take-over."""
