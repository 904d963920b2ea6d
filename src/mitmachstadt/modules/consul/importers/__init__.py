"""Readers of CONSUL Democracy: by its interface, and from the tables of its database."""
