"""What counts as a reason: one measure for every place where the public is owed an explanation."""

MIN_REASON = 20


def reason_length(text: str) -> int:
    """The number of characters of a text once runs of white space count as one and the ends as none."""
    return len(" ".join(text.split()))


def is_reasoned(text: str) -> bool:
    """Whether a text is long enough to explain something to the public (at least 20 characters)."""
    return reason_length(text) >= MIN_REASON
