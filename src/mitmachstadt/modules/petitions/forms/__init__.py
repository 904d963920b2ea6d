"""Forms with which people hand in a petition or a question."""
