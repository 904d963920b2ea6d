"""Reads the town's outline, neighbours and stops once, and keeps the still part of the drawn map ready."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import box, shape
from shapely.ops import unary_union

from mitmachstadt.spine.ui import drawing
from mitmachstadt.spine.ui.drawing import Frame, Point

# The drawing covers this many units around the centre; what lies beyond is land.
WIDTH, HEIGHT = 1800, 1600
# A neighbour's name stands in the part of it that one sees beside the town, this far from the centre (units).
NAME_REACH = (300, 480)


@dataclass(frozen=True)
class Ground:
    """The still part of the map: path data in map units and the neighbours' names with their places."""

    frame: Frame
    town: str
    borders: str
    stops: str
    neighbours: tuple[tuple[str, Point], ...]
    centre: Point
    rings: tuple[tuple[Point, ...], ...] = ()
    border_rings: tuple[tuple[Point, ...], ...] = ()
    stop_places: tuple[Point, ...] = ()
    stop_names: tuple[str, ...] = ()


def first(folder: Path, pattern: str) -> Path | None:
    """The first file of that pattern in the folder of the town's data."""
    return next(iter(sorted(folder.glob(pattern))), None)


def features(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return list(data["features"])


def named_stops(path: Path | None, frame: Frame) -> list[tuple[str, Point]]:
    """Names and map points of the stops inside the outline; a row without a place is left out."""
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row.get("name", ""), frame.point((float(row["lon"]), float(row["lat"]))))
            for row in csv.DictReader(file)
            if row["lat"] and row["lon"] and row.get("in_vg5000_umriss", "1") == "1"
        ]


def name_places(items: list[dict[str, Any]], frame: Frame, own: list[list[Point]]) -> list[tuple[str, Point]]:
    """Names of neighbours that can be seen around the town, each in the middle of its visible part."""
    x, y = NAME_REACH
    # the town's own names stand up to 60 units outside its outline
    town = unary_union([shape({"type": "Polygon", "coordinates": [ring]}) for ring in own]).buffer(60)
    window = box(-x, -y, x, y).difference(town)
    places = []
    for item in items:
        outlines = [
            shape({"type": "Polygon", "coordinates": [[frame.point(p) for p in ring]]})
            for ring in drawing.rings(item["geometry"])
        ]
        seen = [outline.buffer(0).intersection(window) for outline in outlines]
        largest = max(seen, key=lambda part: part.area, default=None)
        if largest is None or largest.area < 6000:
            continue
        spot = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
        assert isinstance(spot, ShapelyPoint)
        places.append((str(item["properties"]["name"]), (spot.x, spot.y)))
    return places


@cache
def ground() -> Ground:
    """The ground of this installation's town, from the files of its data folder.

    Files: `*-umriss.geojson` (outline), `gemeinden-*.geojson` (neighbours), `haltestellen-*.csv` (stops).
    A missing file leaves its part out.
    """
    folder = settings.TOWN_DIR / "data"
    lon, lat = settings.TOWN["centre"]
    frame = Frame(lon, lat)
    own = [
        [frame.point(p) for p in ring]
        for item in features(first(folder, "*-umriss.geojson"))
        for ring in drawing.rings(item["geometry"])
    ]
    others = [
        item
        for item in features(first(folder, "gemeinden-*.geojson"))
        if item["properties"].get("ags") != settings.TOWN.get("ags")
    ]
    borders = [[frame.point(p) for p in ring] for item in others for ring in drawing.rings(item["geometry"])]
    stops = named_stops(first(folder, "haltestellen-*.csv"), frame)
    return Ground(
        frame=frame,
        town="".join(drawing.rounded_path(ring) for ring in own),
        borders="".join(drawing.rounded_path(ring, 0.3) for ring in borders),
        stops=drawing.dots_path(point for _, point in stops),
        neighbours=tuple(name_places(others, frame, own)),
        centre=drawing.middle([point for ring in own for point in ring]) or (0.0, 0.0),
        rings=tuple(tuple(ring) for ring in own),
        border_rings=tuple(tuple(ring) for ring in borders),
        stop_places=tuple(point for _, point in stops),
        stop_names=tuple(name for name, _ in stops),
    )


@cache
def live_ground() -> dict[str, Any]:
    """The same ground as GeoJSON geometries in WGS84, for the live map."""
    here = ground()

    def lines(rings: tuple[tuple[Point, ...], ...], corner: float) -> list[list[Point]]:
        return [
            [here.frame.position(point) for point in drawing.rounded_ring(ring, corner)] for ring in rings
        ]

    return {
        "town": {
            "type": "MultiPolygon",
            "coordinates": [[ring] for ring in lines(here.rings, drawing.CORNER)],
        },
        "borders": {"type": "MultiLineString", "coordinates": lines(here.border_rings, 0.3)},
        "stops": {
            "type": "MultiPoint",
            "coordinates": [here.frame.position(point) for point in here.stop_places],
        },
        "neighbours": [[name, *here.frame.position(point)] for name, point in here.neighbours],
    }


@cache
def ground_svg() -> str:
    """The ground as an SVG file of symbols; colours are variables of the page that uses them."""
    return render_to_string("ui/ground.svg", {"ground": ground()})
