"""Which places of a photo can be covered, and how they are written in a form."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem

Place = tuple[float, float, float, float]
#: At most so many places at once.
MOST_PLACES = 8


def problems_with_places(places: Sequence[Place]) -> list[Problem]:
    """What is wrong with places (left, top, width, height in shares of the picture); at least one is needed."""
    if not places:
        return [Problem("", "none", _("Please mark at least one place."))]
    if len(places) > MOST_PLACES:
        return [Problem("", "too_many", _("Please mark fewer places at once."))]
    for left, top, width, height in places:
        inside = 0 <= left < 1 and 0 <= top < 1 and left + width <= 1.0001 and top + height <= 1.0001
        if not inside or width <= 0 or height <= 0:
            return [Problem("", "outside", _("A place has to lie within the picture."))]
    return []


def read_places(rows: Sequence[tuple[str, str, str, str]]) -> list[Place]:
    """Places from a form: four numbers in per cent each, with point or comma; empty rows are left out.

    Raises:
        ValueError: when a row is not empty and holds something else than four numbers.
    """
    found = []
    for row in rows:
        words = [word.strip().replace(",", ".") for word in row]
        if any(words):
            left, top, width, height = (float(word) / 100 for word in words)
            found.append((left, top, width, height))
    return found
