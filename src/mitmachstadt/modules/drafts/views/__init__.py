"""Public pages of texts under consultation."""
