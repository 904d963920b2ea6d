"""What the town keeps about persons, for how long, and how they see it, take it along and have it deleted."""
