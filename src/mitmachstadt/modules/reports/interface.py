"""What other modules may ask about reports; plain data, and only what everybody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mitmachstadt.modules.reports.actions.reports import public_path
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.queries.reports import OPEN
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.places import clusters
from mitmachstadt.spine.places.rules import Box

#: More open barriers than this in one box are not told one by one: the newest count.
MOST_BARRIERS = 2000


@dataclass(frozen=True)
class OpenBarrier:
    """A public report of a barrier that is still there: where (degrees), what, since when, and where it stands."""

    number: str
    title: str
    category: str
    lat: float
    lon: float
    since: date
    url: str
    tone: str
    icon: str
    status: str
    sample: bool


def open_barriers(box: Box | None) -> list[OpenBarrier]:
    """Open public barriers inside west, south, east, north in degrees (None: everywhere), the newest first, at most
    `MOST_BARRIERS`."""
    rules = town.report_rules()
    names = {one.key: town.said(one) for one in rules.categories if one.barrier}
    rows = Report.objects.public().filter(case__state__in=OPEN, category__in=names)
    found = clusters.within(rows, box).select_related("case").order_by("-pk")[:MOST_BARRIERS]
    return [
        OpenBarrier(
            number=row.case.number, title=row.case.title, category=names[row.category], lat=row.lat, lon=row.lon,
            since=timezone.localdate(row.case.received_at), url=public_path(row.case.number),
            tone=(state := kind_of(row.case).state(row.case.state)).colour, icon=state.icon, status=str(state.name),
            sample=row.case.sample,
        )
        for row in found
    ]  # fmt: skip


def barrier_points(numbers: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of those of the reports that are of barriers and have a point, by their number."""
    keys = [one.key for one in town.report_rules().categories if one.barrier]
    rows = Report.objects.filter(case__number__in=numbers, category__in=keys, lat__isnull=False)
    found = rows.values_list("case__number", "lat", "lon")
    return {number: (float(lat or 0), float(lon or 0)) for number, lat, lon in found}
