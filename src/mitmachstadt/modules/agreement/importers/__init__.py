"""Importers of the module."""
