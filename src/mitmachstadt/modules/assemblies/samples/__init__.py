"""Marked examples of assemblies."""
