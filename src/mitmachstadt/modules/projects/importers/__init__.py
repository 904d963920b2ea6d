"""Takes projects over from the town's tables."""
