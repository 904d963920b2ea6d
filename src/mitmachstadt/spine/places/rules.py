"""What a drawing on the town's map must be: known shapes, finite numbers, and inside the town with a rim.

Pure functions over GeoJSON geometries (WGS 84, longitude before latitude). The rim of 150 metres is there because
free outlines are drawn coarsely and a street on the border must not be refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pyproj import Transformer
from shapely import STRtree, prepare
from shapely.errors import ShapelyError
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import transform
from shapely.validation import explain_validity

from mitmachstadt.spine.problems import Problem

RIM_METRES = 150.0
MOST_POINTS = 2000
EARTH_METRES = 6_371_000
METRES_A_DEGREE = 111_320.0
DEPTH = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """A point to pin a drawing at, which lies on it, and its bounding box, in degrees."""

    lat: float
    lon: float
    south: float
    west: float
    north: float
    east: float


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres on the great circle between two points in degrees (haversine formula)."""
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))


@cache
def _to_metres() -> Any:
    """ETRS89 / UTM zone 32N (EPSG:25832), the German surveying grid."""
    return Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True).transform


def in_metres(geometry: BaseGeometry) -> BaseGeometry:
    """The same shape in metres of the surveying grid."""
    return transform(_to_metres(), geometry)


def with_rim(outline: BaseGeometry, rim: float = RIM_METRES) -> BaseGeometry:
    """The outline (degrees) with `rim` metres around it, in metres and prepared for many questions."""
    area = in_metres(outline).buffer(rim)
    prepare(area)
    return area


def check_geometry(
    geojson: object, town: BaseGeometry | None = None, *, field: str = "geometry"
) -> list[Problem]:
    """What is wrong with a drawing; empty: it may be kept.

    `geojson` is a GeoJSON geometry as a mapping; `town` the area in metres from `with_rim`, or None when only the
    shape itself is to be judged.
    """
    if not isinstance(geojson, Mapping) or geojson.get("type") not in DEPTH:
        return [Problem(field, "not_geojson", _("Only points, lines and areas (GeoJSON) can be kept."))]
    points = list(_points(geojson.get("coordinates"), DEPTH[str(geojson["type"])]))
    if not points or any(point is None for point in points):
        return [Problem(field, "no_coordinates", _("These are no coordinates of a place on earth."))]
    if len(points) > MOST_POINTS:
        message = format_lazy(
            _("The drawing has {count} points, at most {most} are possible."),
            count=len(points), most=MOST_POINTS,
        )  # fmt: skip
        return [Problem(field, "too_many_points", message)]
    try:
        geometry = shape(geojson)
    except (ShapelyError, ValueError, TypeError, IndexError):
        return [Problem(field, "not_geojson", _("Only points, lines and areas (GeoJSON) can be kept."))]
    if geometry.is_empty or not geometry.is_valid:
        reason = explain_validity(geometry)
        message = format_lazy(_("The drawing crosses itself or is not closed ({reason})."), reason=reason)
        return [Problem(field, "not_simple", message)]
    if town is not None and not town.covers(in_metres(geometry)):
        return [_outside(field, [point for point in points if point is not None], town)]
    return []


def _outside(field: str, points: Sequence[tuple[float, float]], town: BaseGeometry) -> Problem:
    """Names the first point outside; where all are inside, a side leaves the town between them."""
    for lon, lat in points:
        if not town.covers(in_metres(Point(lon, lat))):
            message = format_lazy(
                _("The point {lat}, {lon} lies outside the town."), lat=f"{lat:.5f}", lon=f"{lon:.5f}"
            )
            return Problem(field, "outside_town", message)
    return Problem(field, "outside_town", _("A part of the drawing lies outside the town."))


def _points(coordinates: object, depth: int) -> Iterable[tuple[float, float] | None]:
    """The pairs in a nest of coordinates; None for whatever is none."""
    if depth > 0:
        if not isinstance(coordinates, list | tuple) or not coordinates:
            yield None
            return
        for inner in coordinates:
            yield from _points(inner, depth - 1)
        return
    yield _pair(coordinates)


def _pair(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list | tuple) or not 2 <= len(value) <= 3:
        return None
    lon, lat = value[0], value[1]
    for number in (lon, lat):
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return float(lon), float(lat)


def bounds_of(geojson: Mapping[str, Any]) -> Bounds:
    """Where to pin a drawing and its box; ask `check_geometry` first."""
    geometry = shape(geojson)
    west, south, east, north = geometry.bounds
    if geometry.geom_type in ("LineString", "MultiLineString"):
        line = (
            geometry
            if geometry.geom_type == "LineString"
            else max(geometry.geoms, key=lambda part: part.length)
        )
        pin = line.interpolate(0.5, normalized=True)
    elif geometry.geom_type == "Point":
        pin = geometry
    else:
        pin = geometry.representative_point()
    return Bounds(pin.y, pin.x, south, west, north, east)


def district_index(districts: Sequence[tuple[float, float, Mapping[str, Any] | None]]) -> DistrictIndex:
    """Prepares (lon, lat, area or None) of all districts for many questions."""
    return DistrictIndex(districts)


class DistrictIndex:
    """Which district a point lies in: by area where the town has drawn one, else by the nearest point of reference."""

    def __init__(self, districts: Sequence[tuple[float, float, Mapping[str, Any] | None]]) -> None:
        self._areas = [
            (number, in_metres(shape(area))) for number, (_, _, area) in enumerate(districts) if area
        ]
        # A district with an area is found by it alone: its point must not draw in what lies outside.
        self._open = [number for number, (_, _, area) in enumerate(districts) if not area]
        self._tree = STRtree(
            [in_metres(Point(districts[number][0], districts[number][1])) for number in self._open]
        )

    def find(self, lon: float, lat: float) -> int | None:
        """The position of the district in the list given; None when there is none."""
        spot = in_metres(Point(lon, lat))
        for number, area in self._areas:
            if area.covers(spot):
                return number
        if not self._open:
            return None
        return self._open[int(self._tree.nearest(spot))]


#: West, south, east, north in degrees.
Box = tuple[float, float, float, float]
#: Cells in one width of the screen of a phone at zoom 0 (a world of 512 pixels, cells of 64).
CELLS = 8


def cell_steps(zoom: float) -> tuple[float, float]:
    """Height and width of a map's cell at this zoom, in degrees; in the middle of Germany both are equally long."""
    wide = 360 / (CELLS * 2 ** min(max(zoom, 0), 22))
    return wide * 0.62, wide
