"""Guessing what a report is about: learned from the town's catalogue and example texts, measured on texts it never saw."""
