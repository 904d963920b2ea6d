"""Reads the town's own tables into the database."""
