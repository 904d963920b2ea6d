"""Places of public projects for the big map: grouped by a grid on the server, so that the first answer stays small."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Value
from django.db.models.fields import IntegerField
from django.db.models.functions import Cast, Floor

from mitmachstadt.modules.projects.models import Project, ProjectPlace
from mitmachstadt.modules.projects.queries.filters import Filters
from mitmachstadt.modules.projects.queries.listing import matching, public_among, stamp
from mitmachstadt.spine.places.clusters import Cell
from mitmachstadt.spine.places.rules import Box

#: Cells beside each other on a screen of 1024 pixels; a cell is about 64 pixels wide at every zoom.
PIXELS = 64
MOST_SINGLE = 200
BLOCK = 4
SECONDS = 60
MOST_KEPT = 64
LATITUDE_STRETCH = 0.62  # cosine of 51.6 degrees: a degree north is that much longer than one east


@dataclass(frozen=True)
class Spot:
    """One place of a project, drawn alone."""

    project_id: int
    lon: float
    lat: float
    label: str


_kept: OrderedDict[
    tuple[Filters, date, Box | None, float], tuple[tuple[Any, ...], float, tuple[list[Cell], list[Spot]]]
] = OrderedDict()


def forget() -> None:
    """Drops every kept answer of this process."""
    _kept.clear()


def cell_size(zoom: float) -> float:
    """Degrees of longitude of one cell at a zoom of the web map (world is 512 pixels wide at zoom 0)."""
    return 360.0 / (512.0 * 2 ** min(max(zoom, 0.0), 22.0)) * PIXELS


def spots(filters: Filters, today: date, box: Box | None, zoom: float) -> tuple[list[Cell], list[Spot]]:
    """Clusters and single places within `box`; only public projects are counted.

    Up to `MOST_SINGLE` places stand alone; more are grouped by cell, and cells of one place stay single. The box is
    widened to whole blocks of cells, so that neighbouring views share one kept answer.
    """
    zoom = round(zoom * 2) / 2
    wide = snapped(box, zoom) if box else None
    key = (filters, today, wide, zoom)
    now_stamp = stamp()
    kept = _kept.get(key)
    if kept and kept[0] == now_stamp and time.monotonic() - kept[1] < SECONDS:
        _kept.move_to_end(key)
        return kept[2]
    found = _spots(filters, today, wide, zoom)
    _kept[key] = (now_stamp, time.monotonic(), found)
    if len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return found


def snapped(box: Box, zoom: float) -> Box:
    """The box widened to whole blocks of `BLOCK` cells."""
    width = cell_size(zoom) * BLOCK
    height = width * LATITUDE_STRETCH
    west, south, east, north = box
    return (
        math.floor(west / width) * width,
        math.floor(south / height) * height,
        math.ceil(east / width) * width,
        math.ceil(north / height) * height,
    )


def _spots(filters: Filters, today: date, box: Box | None, zoom: float) -> tuple[list[Cell], list[Spot]]:
    places = ProjectPlace.objects.filter(lon__isnull=False, lat__isnull=False)
    narrowed = matching(filters, today) if filters.narrowed else Project.objects.public()
    places = places.filter(project_id__in=narrowed.order_by().values("id"))
    if box:
        west, south, east, north = box
        places = places.filter(lon__gte=west, lon__lt=east, lat__gte=south, lat__lt=north)
    first = list(places.order_by().values_list("project_id", "lon", "lat", "label")[: MOST_SINGLE + 1])
    if len(first) <= MOST_SINGLE:
        return [], _single(first)
    return _grid(places, zoom)


def _grid(places: Any, zoom: float) -> tuple[list[Cell], list[Spot]]:
    width = cell_size(zoom)
    height = width * LATITUDE_STRETCH
    cells: Iterable[dict[str, Any]] = (
        places.annotate(
            x=Cast(Floor(F("lon") / Value(width)), IntegerField()),
            y=Cast(Floor(F("lat") / Value(height)), IntegerField()),
        )
        .order_by()
        .values("x", "y")
        .annotate(
            number=Count("id"), mid_lon=Avg("lon"), mid_lat=Avg("lat"), one=Min("id"),
            left=Min("lon"), right=Max("lon"), bottom=Min("lat"), top=Max("lat"),
        )
    )  # fmt: skip
    clusters, alone = [], []
    for cell in cells:
        if cell["number"] == 1:
            alone.append(cell["one"])
            continue
        edges = (cell["bottom"], cell["left"], cell["top"], cell["right"])
        clusters.append(Cell(cell["number"], cell["mid_lat"], cell["mid_lon"], *edges))
    single: list[Spot] = []
    for start in range(0, len(alone), 500):
        rows = ProjectPlace.objects.filter(id__in=alone[start : start + 500])
        single += _single(rows.values_list("project_id", "lon", "lat", "label"))
    return clusters, single


def _single(rows: Iterable[tuple[int, float | None, float | None, str]]) -> list[Spot]:
    return [Spot(pk, lon, lat, label) for pk, lon, lat, label in rows if lon is not None and lat is not None]


def facts_of(ids: Iterable[int]) -> dict[int, Project]:
    """Public projects by id with what a pin says of them."""
    return public_among(
        ids, "number", "title", "main_topic_id", "sample", "participation", "window_start", "window_end"
    )
