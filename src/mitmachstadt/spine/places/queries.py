"""Questions about places: the town's outline, the district of a point, and where a name or an address is."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.places import rules

#: A name of something larger than this, in metres, says nothing about a single point.
MOST_VAGUE = 150
#: The town's list of streets, where it has one.
STREETS = "strassen.csv"
#: What its rows say where they say nothing else: one point stands for a whole street.
LONG_STREET = {"precision_m": "300", "source": "Straßenverzeichnis"}
COORDINATES = re.compile(r"^\s*(-?\d{1,3}[.,]\d+)\s*[,;\s]\s*(-?\d{1,3}[.,]\d+)\s*$")


@dataclass(frozen=True)
class NamedPoint:
    """A point the town's data knows by name; `precision_m` says in metres how far off it may be (None: exact)."""

    name: str
    lon: float
    lat: float
    precision_m: int | None
    source: str


def town_outline(town_dir: Path | None = None) -> BaseGeometry | None:
    """The outline of the town in degrees, from `data/*-umriss.geojson`; None where the town has no such file."""
    return _outline(str(town_dir or settings.TOWN_DIR))


@cache
def _outline(town_dir: str) -> BaseGeometry | None:
    path = next(iter(sorted((Path(town_dir) / "data").glob("*-umriss.geojson"))), None)
    if path is None:
        return None
    collection = json.loads(path.read_text("utf-8"))
    return unary_union([shape(feature["geometry"]) for feature in collection["features"]])


def town_area(town_dir: Path | None = None) -> BaseGeometry | None:
    """The outline with its rim in metres, as `rules.check_geometry` wants it; None: nothing is known to be outside."""
    return _area(str(town_dir or settings.TOWN_DIR))


@cache
def _area(town_dir: str) -> BaseGeometry | None:
    outline = _outline(town_dir)
    return rules.with_rim(outline) if outline is not None else None


class Districts:
    """All districts read once, for whoever asks about many points."""

    def __init__(self) -> None:
        self.rows = list(District.objects.all())
        self._index = rules.district_index([(row.lon, row.lat, row.area) for row in self.rows])

    def of(self, lon: float, lat: float) -> District | None:
        """The district of a point, by its area or else by the nearest point of reference."""
        found = self._index.find(lon, lat)
        return None if found is None else self.rows[found]


def district_of(lon: float, lat: float) -> District | None:
    """The district of a point in degrees; None when the town has no districts."""
    return Districts().of(lon, lat)


def drawing_fields(geojson: dict[str, Any] | None) -> dict[str, Any]:
    """Values of `AbstractPlace` that follow from a checked drawing: itself, its pin and its box."""
    if geojson is None:
        return dict.fromkeys(("geometry", "lat", "lon", "south", "west", "north", "east"))
    found = rules.bounds_of(geojson)
    return {
        "geometry": geojson, "lat": found.lat, "lon": found.lon,
        "south": found.south, "west": found.west, "north": found.north, "east": found.east,
    }  # fmt: skip


def named_points(town_dir: Path | None = None) -> dict[str, NamedPoint]:
    """Places the town's data knows, by name in small letters: `data/places.csv` first, then the streets, then the stops."""
    return _named(str(town_dir or settings.TOWN_DIR))


@cache
def _named(town_dir: str) -> dict[str, NamedPoint]:
    folder = Path(town_dir) / "data"
    found: dict[str, NamedPoint] = {}
    tables = [folder / "places.csv", folder / STREETS, *sorted(folder.glob("haltestellen-*.csv"))]
    for path in (path for path in tables if path.is_file()):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                point = _named_point({**LONG_STREET, **row} if path.name == STREETS else row)
                if point is not None:
                    found.setdefault(point.name.casefold(), point)
    return found


@cache
def street_list(town_dir: str) -> tuple[str, ...]:
    """Names of the town's own list of streets, `data/strassen.csv` (column `name`, if known `lat` and `lon` in degrees)."""
    path = Path(town_dir) / "data" / STREETS
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(name for row in csv.DictReader(file) if (name := (row.get("name") or "").strip()))


def _named_point(row: dict[str, str]) -> NamedPoint | None:
    name = (row.get("place") or row.get("name") or "").strip()
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except (KeyError, TypeError, ValueError):
        return None
    precision = row.get("precision_m") or ""
    source = row.get("source") or f"Haltestelle {name}"
    return (
        NamedPoint(name, lon, lat, int(precision) if precision.isdigit() else None, source) if name else None
    )


def square(lat: float, lon: float, metres: float) -> Q:
    """All points (columns `lat` and `lon`) within a square around a point; an index finds them."""
    high = metres / rules.METRES_A_DEGREE
    wide = high / max(0.1, math.cos(math.radians(lat)))
    return Q(lat__gte=lat - high, lat__lte=lat + high, lon__gte=lon - wide, lon__lte=lon + wide)


def nearest(lon: float, lat: float, metres: float = 400.0) -> NamedPoint | None:
    """The known place or stop next to a point, at most so many metres away; None where nothing is near."""
    wide = max(0.1, math.cos(math.radians(lat)))

    def away(point: NamedPoint) -> float:
        return math.hypot((point.lon - lon) * wide, point.lat - lat) * rules.METRES_A_DEGREE

    exact = [point for point in named_points().values() if (point.precision_m or 0) <= MOST_VAGUE]
    best = min(exact, key=away, default=None)
    return best if best is not None and away(best) <= metres else None


def tapped(text: str) -> tuple[str, float | None, float | None]:
    """What a field for a place says: words without a point, or latitude and longitude that a tap on the map wrote."""
    words = " ".join(text.split())
    if pair := COORDINATES.match(words):
        lat, lon = (float(part.replace(",", ".")) for part in pair.groups())
        return "", lat, lon
    return words, None, None


def locate(text: str) -> NamedPoint | None:
    """The point of written coordinates (`51.5496, 7.3094`: latitude first), of a known place or of a stop; else None."""
    pair = COORDINATES.match(text)
    if pair:
        lat, lon = (float(part.replace(",", ".")) for part in pair.groups())
        return NamedPoint("", lon, lat, None, "") if -180 <= lon <= 180 and -90 <= lat <= 90 else None
    return named_points().get(" ".join(text.split()).casefold())
