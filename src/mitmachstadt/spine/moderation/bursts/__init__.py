"""Coordinated voting made visible to moderators, in counts without persons; nothing here blocks anybody."""
