"""Draws the town from degrees alone, so that a map needs no tile, script or third party."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

Position = Sequence[float]
Point = tuple[float, float]

PIXELS_PER_KILOMETRE = 58.0
KM_PER_DEGREE = 111.32
# A corner keeps this share of its shorter side straight; the outline is a frame, not a boundary to measure.
CORNER = 0.42


@dataclass(frozen=True)
class Frame:
    """Turns WGS84 degrees into map units (1 unit = 1 CSS pixel), with the town's centre as origin.

    Over some 20 km the flat projection is wrong by less than one unit.
    """

    lon: float
    lat: float

    @property
    def east(self) -> float:
        """Units per degree of longitude."""
        return cos(radians(self.lat)) * KM_PER_DEGREE * PIXELS_PER_KILOMETRE

    @property
    def south(self) -> float:
        """Units per degree of latitude."""
        return KM_PER_DEGREE * PIXELS_PER_KILOMETRE

    def point(self, position: Position) -> Point:
        """Units (x to the east, y to the south) of a GeoJSON position [lon, lat]."""
        return ((position[0] - self.lon) * self.east, (self.lat - position[1]) * self.south)

    def position(self, point: Point) -> Point:
        """The position (lon, lat) of map units, to about a metre."""
        return (round(self.lon + point[0] / self.east, 5), round(self.lat - point[1] / self.south, 5))


def short(value: float) -> str:
    """A number as short as SVG allows, to a tenth of a unit."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def pair(point: Point) -> str:
    return f"{short(point[0])} {short(point[1])}"


def line_path(points: Iterable[Point]) -> str:
    """SVG path data of an open line; empty for fewer than two points."""
    listed = list(points)
    if len(listed) < 2:
        return ""
    return "M" + "L".join(pair(point) for point in listed)


def area_path(points: Iterable[Point]) -> str:
    """SVG path data of a closed ring with its corners as given."""
    line = line_path(points)
    return f"{line}Z" if line else ""


def toward(start: Point, end: Point, length: float) -> Point:
    """The point `length` units from `start` on the way to `end`."""
    whole = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return (start[0] + (end[0] - start[0]) * length / whole, start[1] + (end[1] - start[1]) * length / whole)


def rounded_path(ring: Sequence[Point], corner: float = CORNER) -> str:
    """SVG path data of a closed ring whose corners are quadratic curves; repeated points are dropped."""
    parts = [
        f"{'L' if at else 'M'}{pair(enter)}Q{pair(here)} {pair(leave)}"
        for at, (enter, here, leave) in enumerate(corners(ring, corner))
    ]
    return "".join(parts) + "Z" if parts else ""


def corners(ring: Sequence[Point], corner: float) -> list[tuple[Point, Point, Point]]:
    """For each corner of a closed ring: where its curve begins, the corner itself, where the curve ends."""
    points = [point for at, point in enumerate(ring) if point != ring[at - 1]] if len(ring) > 1 else []
    if len(points) < 3:
        return []
    found = []
    for at, here in enumerate(points):
        before, after = points[at - 1], points[(at + 1) % len(points)]
        sides = (
            hypot(here[0] - before[0], here[1] - before[1]),
            hypot(after[0] - here[0], after[1] - here[1]),
        )
        reach = corner * min(sides)
        found.append((toward(here, before, reach), here, toward(here, after, reach)))
    return found


def rounded_ring(ring: Sequence[Point], corner: float = CORNER, steps: int = 6) -> list[Point]:
    """The same rounding as points, closed, for drawers that know no curves."""
    points: list[Point] = []
    for enter, here, leave in corners(ring, corner):
        for step in range(steps + 1):
            t = step / steps
            weights = ((1 - t) ** 2, 2 * t * (1 - t), t**2)
            three = (enter, here, leave)
            x, y = (sum(w * point[axis] for w, point in zip(weights, three, strict=True)) for axis in (0, 1))
            points.append((x, y))
    return [*points, points[0]] if points else []


def dots_path(points: Iterable[Point]) -> str:
    """SVG path data of many dots: strokes of no length, which a round line end turns into discs."""
    return "".join(f"M{pair(point)}h0" for point in points)


def rings(geometry: dict[str, object]) -> list[list[Position]]:
    """Outer rings of a GeoJSON Polygon or MultiPolygon; other kinds have none."""
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return []
    if geometry.get("type") == "Polygon":
        return [coordinates[0]] if coordinates else []
    if geometry.get("type") == "MultiPolygon":
        return [polygon[0] for polygon in coordinates if polygon]
    return []


def view_box(focus: Point, width: float, height: float) -> str:
    """The `viewBox` of that size with `focus` in its middle."""
    return f"{short(focus[0] - width / 2)} {short(focus[1] - height / 2)} {short(width)} {short(height)}"


def middle(points: Sequence[Point]) -> Point | None:
    """Middle of the box around the points; None without points."""
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def short_district(name: str) -> str:
    """What stands on the map: `Castrop (Altstadt)` is `Altstadt`, `Rauxel-Dorf / Hbf` is `Rauxel-Dorf`."""
    if name.endswith(")") and "(" in name:
        return name[name.index("(") + 1 : -1]
    return name.split(" / ")[0]


def shares(amounts: Sequence[float]) -> list[tuple[float, float]]:
    """Start and width of each amount on a bar of 100; zero amounts in all give nothing."""
    total = sum(amounts)
    if total <= 0:
        return []
    at, result = 0.0, []
    for amount in amounts:
        width = amount * 100 / total
        result.append((round(at, 2), round(width, 2)))
        at += width
    return result
