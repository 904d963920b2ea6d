"""Chooses which stops of a map carry their names: the nearest to its middle whose words cover nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot

from mitmachstadt.spine.ui.drawing import Point

Box = tuple[float, float, float, float]

# What one sees of a sheet's map on a desktop, in pixels around its middle; phones see the inner part of it.
SEEN_X, SEEN_Y = 330.0, 140.0
PHONE_X, PHONE_Y = 158.0, 124.0
# The corner of the legend.
LEGEND: Box = (-380.0, 95.0, -150.0, 200.0)
LETTER, LINE = 7.2, 18.0


def of_name(name: str, point: Point, centre: Point, zoom: float) -> Box:
    """The pixels that a dot with its name below covers."""
    x, y = (point[0] - centre[0]) * zoom, (point[1] - centre[1]) * zoom
    half = max(8.0, len(name) * LETTER / 2 + 4)
    return (x - half, y - 8, x + half, y + LINE + 8)


def of_pin(point: Point, centre: Point, zoom: float) -> Box:
    """The pixels that a pin covers."""
    x, y = (point[0] - centre[0]) * zoom, (point[1] - centre[1]) * zoom
    return (x - 22, y - 50, x + 22, y + 6)


def beyond_phone(name: str, point: Point, centre: Point, zoom: float) -> bool:
    """Whether the name would be cut on a phone."""
    box = of_name(name, point, centre, zoom)
    return box[0] < -PHONE_X or box[2] > PHONE_X or box[1] < -PHONE_Y or box[3] > PHONE_Y


def apart(one: Box, other: Box) -> bool:
    """Whether two boxes share nothing."""
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def named(
    names: Sequence[str],
    places: Sequence[Point],
    centre: Point,
    zoom: float,
    taken: Iterable[Box],
    most: int,
) -> list[tuple[str, Point]]:
    """At most `most` stops with a name, nearest first; one name stands once, and none over `taken` or the legend."""
    if most < 1:
        return []
    blocked = [LEGEND, *taken]
    found: dict[str, Point] = {}
    near = sorted(
        (hypot(point[0] - centre[0], point[1] - centre[1]), name, point)
        for name, point in zip(names, places, strict=True)
        if name
    )
    for _, name, point in near:
        box = of_name(name, point, centre, zoom)
        if box[0] < -SEEN_X or box[2] > SEEN_X or box[1] < -SEEN_Y or box[3] > SEEN_Y:
            continue
        if name not in found and all(apart(box, other) for other in blocked):
            found[name] = point
            blocked.append(box)
        if len(found) == most:
            break
    return list(found.items())
