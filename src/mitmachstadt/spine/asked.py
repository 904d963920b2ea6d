"""What an address asks for, as words and numbers that every database takes; nonsense asks for nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

#: "+01:00" that somebody wrote into an address unescaped arrives with a blank.
LOST_PLUS = re.compile(r"(\d{2}:\d{2}(?:\.\d+)?) (\d{2}:?\d{2})$")


def word(query: Mapping[str, Any], name: str, most: int) -> str:
    """The text under `name`, `most` characters at the most, without the NUL that PostgreSQL refuses."""
    return str(query.get(name, "")).replace("\x00", "")[:most]


def number(text: object) -> int:
    """A whole number that fits into the database, else 0."""
    digits = str(text or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


def box(text: str) -> tuple[float, float, float, float] | None:
    """`west,south,east,north` in degrees; None when it is none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    found = (west, south, east, north)
    return found if all(map(math.isfinite, found)) and west < east and south < north else None


def zoom(text: str, usual: float = 11.0, most: float = 22.0) -> float | None:
    """A zoom of web maps from 0 to `most`, `usual` where none is given; None for anything else."""
    try:
        found = float(text or usual)
    except ValueError:
        return None
    return found if 0 <= found <= most else None


def moment(text: str) -> datetime | None:
    """A moment with its zone; one without and a plain day count in the town's time. None for anything else."""
    try:
        found = parse_datetime(LOST_PLUS.sub(r"\1+\2", text.strip()))
        if found is None:
            day = parse_date(text.strip())
            found = datetime(day.year, day.month, day.day) if day else None
        if found is None:
            return None
        aware = timezone.make_aware(found) if timezone.is_naive(found) else found
        # the ends of the calendar leave no room for other zones
        return aware if 2 < aware.year < 9998 else None
    except (ValueError, OverflowError):
        return None


def day(text: object) -> date | None:
    """A day as forms send it (`2026-05-04`); None for anything else."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
