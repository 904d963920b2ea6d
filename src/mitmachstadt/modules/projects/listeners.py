"""What the list of projects hears from the council through the spine: the gate, and readings kept in step."""


def connect() -> None:
    """Starts listening; called when the module is ready."""
