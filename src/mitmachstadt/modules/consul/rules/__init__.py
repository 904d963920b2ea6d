"""Decisions of the take-over, as pure functions."""
