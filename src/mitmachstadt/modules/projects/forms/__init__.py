"""Forms of the desk for the list of projects."""
