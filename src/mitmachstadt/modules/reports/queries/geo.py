"""Reports on the map: single ones where few are in sight, else counted in the cells of a grid by the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Avg, Count, F, Max, Min, QuerySet
from django.db.models.functions import Floor

from mitmachstadt.modules.reports.models import Report

#: At most so many single reports and cells in one answer, so that it stays below 100 KB.
MOST_SINGLE = 150
MOST_CELLS = 400
#: Cells in one width of the screen of a phone at zoom 0 (a world of 512 pixels, cells of 64).
CELLS = 8
MINUTE = 60


@dataclass(frozen=True)
class Cell:
    """Reports that stand close together: how many, their middle, and the box that separates them, in degrees."""

    number: int
    lat: float
    lon: float
    south: float
    west: float
    north: float
    east: float


def within(rows: QuerySet[Report], box: tuple[float, float, float, float] | None) -> QuerySet[Report]:
    """Reports with a point, inside (west, south, east, north) where a box is given."""
    found = rows.filter(lat__isnull=False, lon__isnull=False)
    if box is not None:
        west, south, east, north = box
        found = found.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return found


def spots(
    rows: QuerySet[Report], box: tuple[float, float, float, float] | None, zoom: float, asked: str
) -> tuple[list[Cell], list[Report]]:
    """Cells of several reports, and the single ones, of what lies in the box; two or three questions.

    Of much the cells are counted at most once a minute for the same question `asked`; single reports are never older
    than now, so that nothing hidden is named.
    """
    found = within(rows, box).order_by()
    if len(found.values_list("pk")[: MOST_SINGLE + 1]) <= MOST_SINGLE:
        return [], list(found.select_related("case").order_by("-id"))
    key = f"reports.grid.{hashlib.blake2b(f'{asked}|{box}|{zoom}'.encode(), digest_size=16).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        kept = _grid(found, zoom)
        cache.set(key, kept, MINUTE)
    cells, alone = kept
    single = rows.filter(pk__in=alone[:MOST_SINGLE]).select_related("case").order_by("-id")
    return cells, list(single)


def _grid(found: QuerySet[Report], zoom: float) -> tuple[list[Cell], list[int]]:
    """The fullest cells, and the keys of the reports that stand alone in theirs."""
    step = 360 / (CELLS * 2 ** min(max(zoom, 0), 22))
    grid = (
        found.annotate(row=Floor(F("lat") / (step * 0.62)), column=Floor(F("lon") / step))
        .values("row", "column")
        .annotate(
            number=Count("pk"), some=Min("pk"), mid_lat=Avg("lat"), mid_lon=Avg("lon"),
            south=Min("lat"), north=Max("lat"), west=Min("lon"), east=Max("lon"),
        )
        .order_by("-number", "some")[:MOST_CELLS]
    )  # fmt: skip
    cells, alone = [], []
    for one in grid:
        if one["number"] == 1:
            alone.append(one["some"])
        else:
            cells.append(_cell(one))
    return cells, alone


def _cell(one: Mapping[str, Any]) -> Cell:
    return Cell(
        one["number"], one["mid_lat"], one["mid_lon"], one["south"], one["west"], one["north"], one["east"]
    )
