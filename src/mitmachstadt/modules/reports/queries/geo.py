"""Reports on the map: single ones where few are in sight, else counted in the cells of a grid."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.db.models import QuerySet

from mitmachstadt.modules.reports.models import Report, Tile
from mitmachstadt.modules.reports.rules.tiles import Count as Counted
from mitmachstadt.modules.reports.rules.tiles import bounds, level_of
from mitmachstadt.spine.places.clusters import Cell, grid, within

#: At most so many single reports and cells in one answer, so that it stays below 100 KB.
MOST_SINGLE = 150
MOST_CELLS = 400
#: And so many rows of the table are looked at: of each state one a cell, in sight are never more.
MOST_TILES = 3 * MOST_CELLS
MINUTE = 60
TILE = ("number", "lat_sum", "lon_sum", "south", "west", "north", "east", "some")


def spots(
    rows: QuerySet[Report],
    box: tuple[float, float, float, float] | None,
    zoom: float,
    asked: str,
    state: str | None = None,
) -> tuple[list[Cell], list[Report]]:
    """Cells of several reports, and the single ones, of what lies in the box; two or three questions.

    `state` says that `rows` are all public reports ("" ) or all of one state: then the cells that the background service
    counted are read. Otherwise they are counted here, at most once a minute for the same question `asked`. Single reports
    are never older than now, so that nothing hidden is named.
    """
    found = within(rows, box).order_by()
    if len(found.values_list("pk")[: MOST_SINGLE + 1]) <= MOST_SINGLE:
        return [], list(found.select_related("case").order_by("-id"))
    level = level_of(zoom)
    counted = _tiles(level, box, state) if level is not None and state is not None else None
    cells, alone = counted or _kept(found, zoom, f"{asked}|{box}|{zoom}")
    single = rows.filter(pk__in=alone[:MOST_SINGLE]).select_related("case").order_by("-id")
    return cells, list(single)


def _tiles(
    level: int, box: tuple[float, float, float, float] | None, state: str
) -> tuple[list[Cell], list[int]] | None:
    """The cells of the table, of all states or of one; None where nothing was counted yet."""
    found = Tile.objects.filter(level=level)
    if box is not None:
        rows, columns = bounds(level, box)
        found = found.filter(row__range=rows, column__range=columns)
    if state:
        found = found.filter(state=state)
    by_cell: dict[tuple[int, int], Counted] = {}
    for row, column, *counted in found.order_by("-number").values_list("row", "column", *TILE)[:MOST_TILES]:
        here, known = Counted(*counted), by_cell.get((row, column))
        by_cell[row, column] = known + here if known else here
    if not by_cell:
        return None
    fullest = sorted(by_cell.values(), key=lambda one: (-one.number, one.some))[:MOST_CELLS]
    cells = [
        Cell(
            one.number,
            one.lat_sum / one.number,
            one.lon_sum / one.number,
            one.south,
            one.west,
            one.north,
            one.east,
        )
        for one in fullest
        if one.number > 1
    ]
    return cells, [one.some for one in fullest if one.number == 1]


def _kept(found: QuerySet[Report], zoom: float, asked: str) -> tuple[list[Cell], list[int]]:
    key = f"reports.grid.{hashlib.blake2b(asked.encode(), digest_size=16).hexdigest()}"
    kept: tuple[list[Cell], list[int]] | None = cache.get(key)
    if kept is None:
        kept = grid(found, zoom, most=MOST_CELLS)
        cache.set(key, kept, MINUTE)
    return kept
