"""Counts the cells of the map: the background service does it once a minute, and writes only what differs."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import CharField, F, Max, Min, Sum, Value, When
from django.db.models import Count as Number
from django.db.models.functions import Floor

from mitmachstadt.modules.reports.models import Report, Tile
from mitmachstadt.modules.reports.queries.geo import TILE
from mitmachstadt.modules.reports.queries.reports import STATES
from mitmachstadt.modules.reports.rules.tiles import FINEST, Count, Key, all_levels
from mitmachstadt.spine.places.clusters import within
from mitmachstadt.spine.places.rules import cell_steps


def refresh() -> int:
    """Brings the table in line with the reports; the number of rows that had to be written or taken away."""
    wanted = all_levels(_finest())
    with transaction.atomic():
        known = {
            (row.level, row.row, row.column, row.state): row
            for row in Tile.objects.select_for_update().iterator()
        }
        fresh = [_row(key, count) for key, count in wanted.items() if _differs(known.get(key), count)]
        gone = [row.pk for key, row in known.items() if key not in wanted]
        Tile.objects.bulk_create(
            fresh, update_conflicts=True, unique_fields=["level", "row", "column", "state"],
            update_fields=TILE, batch_size=500,
        )  # fmt: skip
        for start in range(0, len(gone), 500):
            Tile.objects.filter(pk__in=gone[start : start + 500]).delete()
    return len(fresh) + len(gone)


def _finest() -> Iterator[tuple[int, int, str, Count]]:
    high, wide = cell_steps(FINEST)
    state = Choice(
        *(When(case__state__in=keys, then=Value(name)) for name, keys in STATES.items()),
        default=Value(""),
        output_field=CharField(),
    )
    rows = (
        within(Report.objects.public(), None)
        .order_by()
        .annotate(row=Floor(F("lat") / high), column=Floor(F("lon") / wide), group=state)
        .values_list("row", "column", "group")
        .annotate(
            Number("pk"), Sum("lat"), Sum("lon"), Min("lat"), Min("lon"), Max("lat"), Max("lon"), Min("pk")
        )
    )
    for row, column, group, *counted in rows:
        yield int(row), int(column), group, Count(*counted)


def _row(key: Key, count: Count) -> Tile:
    level, row, column, state = key
    values = {name: getattr(count, name) for name in TILE}
    return Tile(level=level, row=row, column=column, state=state, **values)


def _differs(row: Tile | None, count: Count) -> bool:
    return row is None or any(getattr(row, name) != getattr(count, name) for name in TILE)
