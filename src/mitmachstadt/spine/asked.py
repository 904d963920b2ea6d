"""What an address asks for, as words and numbers that every database takes; nonsense asks for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def word(query: Mapping[str, Any], name: str, most: int) -> str:
    """The text under `name`, `most` characters at the most, without the NUL that PostgreSQL refuses."""
    return str(query.get(name, "")).replace("\x00", "")[:most]


def number(text: object) -> int:
    """A whole number that fits into the database, else 0."""
    digits = str(text or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0
