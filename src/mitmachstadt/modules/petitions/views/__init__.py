"""Pages of petitions and question time."""
