"""Requests and answers; no decisions."""
