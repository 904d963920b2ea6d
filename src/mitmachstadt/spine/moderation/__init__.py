"""Keeps public words clean without a stranger in between: private details, floods and machines."""
