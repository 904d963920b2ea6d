"""The order in which a crew visits places: from where it stands always to the nearest one left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mitmachstadt.spine.places.rules import metres_between


@dataclass(frozen=True)
class Stop:
    """One place of a tour: which of the given points, and how many metres of straight line from the one before."""

    index: int
    metres: int


def tour(points: Sequence[tuple[float, float]], start: tuple[float, float] | None) -> list[Stop]:
    """The order for points (lat, lon) from `start`, without one from the first point.

    Nearest neighbour: never much longer than needed for the few dozen places of a day, and everybody sees why.
    """
    left = list(range(len(points)))
    if not left:
        return []
    here, found = start or points[0], []
    while left:
        away = {one: metres_between(*here, *points[one]) for one in left}
        best = min((metres, one) for one, metres in away.items())[1]
        found.append(Stop(best, round(away[best])))
        here = points[best]
        left.remove(best)
    return found
