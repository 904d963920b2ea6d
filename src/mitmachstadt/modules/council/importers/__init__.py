"""What brings a council from elsewhere into the tables."""
