"""Many points on a map: counted in the cells of a grid by the database, so that an answer stays small however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, QuerySet
from django.db.models.functions import Floor

from mitmachstadt.spine.places.rules import Box, cell_steps


@dataclass(frozen=True)
class Cell:
    """Things that stand close together: how many, their middle, and the box that separates them, in degrees."""

    number: int
    lat: float
    lon: float
    south: float
    west: float
    north: float
    east: float


def within(rows: QuerySet[Any], box: Box | None) -> QuerySet[Any]:
    """Those rows (columns `lat` and `lon`) that have a point, inside (west, south, east, north) where a box is given."""
    found = rows.filter(lat__isnull=False, lon__isnull=False)
    if box is not None:
        west, south, east, north = box
        found = found.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return found


def grid(found: QuerySet[Any], zoom: float, *, most: int) -> tuple[list[Cell], list[int]]:
    """The fullest cells at this zoom, at most so many, and the keys of the rows that stand alone in theirs."""
    high, wide = cell_steps(zoom)
    counted = (
        found.annotate(row=Floor(F("lat") / high), column=Floor(F("lon") / wide))
        .values("row", "column")
        .annotate(
            number=Count("pk"), some=Min("pk"), mid_lat=Avg("lat"), mid_lon=Avg("lon"),
            south=Min("lat"), north=Max("lat"), west=Min("lon"), east=Max("lon"),
        )
        .order_by("-number", "some")[:most]
    )  # fmt: skip
    cells, alone = [], []
    for one in counted:
        if one["number"] == 1:
            alone.append(one["some"])
            continue
        edges = (one["south"], one["west"], one["north"], one["east"])
        cells.append(Cell(one["number"], one["mid_lat"], one["mid_lon"], *edges))
    return cells, alone
