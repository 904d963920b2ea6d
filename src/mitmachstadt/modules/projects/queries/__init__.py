"""Reads of the public list of projects: the list itself, one sheet, the map."""
