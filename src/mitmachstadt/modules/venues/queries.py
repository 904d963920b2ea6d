"""Questions to the places: the list within its filters, those near a point, and what lies open at them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When

from mitmachstadt.modules.reports import interface as reports
from mitmachstadt.modules.reports.interface import OpenBarrier
from mitmachstadt.modules.venues import rules
from mitmachstadt.modules.venues.models import Answer, Venue
from mitmachstadt.spine.places.queries import square
from mitmachstadt.spine.places.rules import METRES_A_DEGREE, Box, metres_between

#: Open barriers in one answer of the map.
MOST_ON_MAP = 200


@dataclass(frozen=True)
class Filters:
    """What the list asks: words, kind, district, what must be there (keys of `rules.FACTS`), only places with facts."""

    text: str = ""
    kind: str = ""
    district: str = ""
    needs: tuple[str, ...] = ()
    known: bool = False
    ids: tuple[str, ...] | None = None

    @property
    def active(self) -> bool:
        return self != Filters()

    @property
    def used(self) -> int:
        """How many filters beside the words are set."""
        return sum(map(bool, (self.kind, self.district, self.known))) + len(self.needs)


def matching(filters: Filters, *, hidden: bool = False) -> QuerySet[Venue]:
    """The places that fit, those with facts first; `hidden` ones too for the desk."""
    rows: QuerySet[Venue] = Venue.objects.all() if hidden else Venue.objects.public()
    if filters.ids is not None:
        rows = rows.filter(slug__in=filters.ids)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.district:
        rows = rows.filter(district__slug=filters.district)
    for key in filters.needs:
        rows = rows.filter(**{f"facts__{key}": Answer.YES})
    if filters.known:
        rows = rows.filter(known__gt=0)
    unknown = Case(When(known=0, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.annotate(unknown=unknown).order_by("unknown", "label", "pk")


def open_at(rows: Iterable[Venue]) -> dict[int, list[OpenBarrier]]:
    """Open public barriers at each place, by its key, the nearest first; places without one are left out."""
    places = {row.pk: (row.lat, row.lon) for row in rows if row.lat is not None and row.lon is not None}
    if not places:
        return {}
    step = 2 * rules.NEAR_METRES / METRES_A_DEGREE
    lats, lons = [lat for lat, _ in places.values()], [lon for _, lon in places.values()]
    box = (min(lons) - 2 * step, min(lats) - step, max(lons) + 2 * step, max(lats) + step)
    barriers = reports.open_barriers(box)
    return rules.at_places(places, ((one.lat, one.lon, one) for one in barriers))


def near(lat: float, lon: float, metres: float = rules.NEAR_METRES) -> list[Venue]:
    """Shown places within so many metres, the nearest first."""
    found = [
        (away, row)
        for row in Venue.objects.public().filter(square(lat, lon, metres))
        if (away := metres_between(lat, lon, row.lat or 0.0, row.lon or 0.0)) <= metres
    ]
    return [row for _away, row in sorted(found, key=lambda one: (one[0], one[1].pk))]


def barriers_in(box: Box | None) -> list[OpenBarrier]:
    """Open barriers in sight of the map, the newest, at most as many as its answer has room for."""
    return reports.open_barriers(box)[:MOST_ON_MAP]
