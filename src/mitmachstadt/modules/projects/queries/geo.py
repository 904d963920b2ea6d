"""Places of public projects for the big map: grouped by a grid on the server, so that the first answer stays small."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q, Value
from django.db.models.fields import IntegerField
from django.db.models.functions import Cast, Floor

from mitmachstadt.modules.projects.models import Project, ProjectPlace
from mitmachstadt.modules.projects.queries.filters import Filters
from mitmachstadt.modules.projects.queries.listing import matching

#: Cells beside each other on a screen of 1024 pixels; a cell is about 64 pixels wide at every zoom.
PIXELS = 64
MOST_SINGLE = 200
LATITUDE_STRETCH = 0.62  # cosine of 51.6 degrees: a degree north is that much longer than one east


@dataclass(frozen=True)
class Cluster:
    """`number` places in one cell of the grid, seen at their middle."""

    lon: float
    lat: float
    number: int
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Spot:
    """One place of a project, drawn alone."""

    project_id: int
    lon: float
    lat: float
    label: str


def cell_size(zoom: float) -> float:
    """Degrees of longitude of one cell at a zoom of the web map (world is 512 pixels wide at zoom 0)."""
    return 360.0 / (512.0 * 2 ** min(max(zoom, 0.0), 22.0)) * PIXELS


def read_box(text: str) -> tuple[float, float, float, float] | None:
    """`west,south,east,north` in degrees; None when it is none."""
    parts = text.split(",")
    if len(parts) != 4:
        return None
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    box = (west, south, east, north)
    if not all(math.isfinite(value) for value in box) or west >= east or south >= north:
        return None
    return box


def spots(
    filters: Filters, today: date, box: tuple[float, float, float, float] | None, zoom: float
) -> tuple[list[Cluster], list[Spot]]:
    """Clusters and single places within `box`; only public projects are counted.

    Up to `MOST_SINGLE` places stand alone; more are grouped by cell, and cells of one place stay single.
    """
    places = ProjectPlace.objects.filter(lon__isnull=False, lat__isnull=False)
    if filters.narrowed:
        places = places.filter(project_id__in=matching(filters, today).order_by().values("id"))
    else:
        places = places.filter(project_id__in=Project.objects.public().values("id"))
    if box:
        west, south, east, north = box
        places = places.filter(lon__gte=west, lon__lt=east, lat__gte=south, lat__lt=north)
    first = list(places.order_by("id").values_list("project_id", "lon", "lat", "label")[: MOST_SINGLE + 1])
    if len(first) <= MOST_SINGLE:
        return [], [Spot(*row) for row in first]
    return _grid(places, zoom)


def _grid(places: Any, zoom: float) -> tuple[list[Cluster], list[Spot]]:
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
        edges = (cell["left"], cell["bottom"], cell["right"], cell["top"])
        clusters.append(Cluster(cell["mid_lon"], cell["mid_lat"], cell["number"], *edges))
    single = [
        Spot(*row)
        for start in range(0, len(alone), 500)
        for row in ProjectPlace.objects.filter(id__in=alone[start : start + 500]).values_list(
            "project_id", "lon", "lat", "label"
        )
    ]
    return clusters, single


def facts_of(ids: Iterable[int], today: date) -> dict[int, dict[str, Any]]:
    """Number, title and openness of public projects by id."""
    opened = Q(pk__in=Project.objects.public().open_on(today).values("pk"))
    chosen = list(dict.fromkeys(ids))
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(chosen), 500):
        rows = Project.objects.public().filter(id__in=chosen[start : start + 500])
        for row in rows.values("id", "number", "title", "state", "main_topic_id", "sample"):
            found[row["id"]] = {**row, "open": False}
        for pk in rows.filter(opened).values_list("id", flat=True):
            found[pk]["open"] = True
    return found
