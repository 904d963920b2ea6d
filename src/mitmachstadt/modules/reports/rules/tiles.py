"""The grid of the map of reports: how large its cells are, and how counts of small cells become those of large ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import floor

from mitmachstadt.spine.places.rules import cell_steps

#: Levels whose cells are counted beforehand; further in few reports are in sight, and they are counted when asked.
COARSEST, FINEST = 8, 14


@dataclass(frozen=True)
class Count:
    """What lies in one cell: how many, the sums of their degrees, the box around them, and the key of one of them."""

    number: int
    lat_sum: float
    lon_sum: float
    south: float
    west: float
    north: float
    east: float
    some: int

    def __add__(self, other: Count) -> Count:
        return Count(
            self.number + other.number, self.lat_sum + other.lat_sum, self.lon_sum + other.lon_sum,
            min(self.south, other.south), min(self.west, other.west), max(self.north, other.north),
            max(self.east, other.east), min(self.some, other.some),
        )  # fmt: skip


#: Level, row, column and state of a cell.
Key = tuple[int, int, int, str]


def level_of(zoom: float) -> int | None:
    """The level whose cells answer at this zoom; None where they are counted when asked."""
    level = max(COARSEST, round(zoom))
    return level if level <= FINEST else None


def bounds(level: int, box: tuple[float, float, float, float]) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last row and column of the cells that touch a box (west, south, east, north)."""
    high, wide = cell_steps(level)
    west, south, east, north = box
    return (floor(south / high), floor(north / high)), (floor(west / wide), floor(east / wide))


def all_levels(finest: Iterable[tuple[int, int, str, Count]]) -> dict[Key, Count]:
    """The counts of every level from those of the finest: four cells of one level are one cell of the next."""
    found: dict[Key, Count] = {(FINEST, row, column, state): count for row, column, state, count in finest}
    below = dict(found)
    for level in range(FINEST - 1, COARSEST - 1, -1):
        above: dict[Key, Count] = {}
        for (_level, row, column, state), count in below.items():
            key = (level, row // 2, column // 2, state)
            known = above.get(key)
            above[key] = known + count if known else replace(count)
        found |= above
        below = above
    return found
