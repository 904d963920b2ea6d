"""Marked examples of the list: people to sign in as, meetings, and projects in every state."""
