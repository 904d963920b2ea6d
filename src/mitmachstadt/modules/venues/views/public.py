"""Accessible places as a list, on the map, and one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mitmachstadt.modules.reports.interface import OpenBarrier
from mitmachstadt.modules.venues import presenters, queries, rules
from mitmachstadt.modules.venues.models import KIND, Venue, VenueKind
from mitmachstadt.spine import asked
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.places import answering, clusters
from mitmachstadt.spine.places.clusters import Cell
from mitmachstadt.spine.search.queries import matching_ids

PER_PAGE = 24
#: At most so many single places, cells and open barriers in one answer of the map.
MOST_SINGLE, MOST_CELLS = 150, 300


def read_filters(request: HttpRequest) -> queries.Filters:
    """The filters that an address names (`q`, `art`, `stadtteil`, `braucht` several times, `bekannt`)."""
    text = asked.word(request.GET, "q", 200).strip()
    kind = asked.word(request.GET, "art", 20)
    wanted = set(request.GET.getlist("braucht"))
    return queries.Filters(
        text=text,
        kind=kind if kind in VenueKind.values else "",
        district=asked.word(request.GET, "stadtteil", 60),
        needs=tuple(key for key in rules.KEYS if key in wanted),
        known=request.GET.get("bekannt") == "1",
        ids=tuple(str(one) for one in matching_ids(KIND, text)) if text else None,
    )


def address_of(filters: queries.Filters) -> str:
    """The query of these filters, without what is empty."""
    pairs = [("q", filters.text), ("art", filters.kind), ("stadtteil", filters.district)]
    pairs += [("braucht", key) for key in filters.needs]
    pairs += [("bekannt", "1" if filters.known else "")]
    return urlencode([(key, value) for key, value in pairs if value])


def list_context(filters: queries.Filters, number: int) -> dict[str, Any]:
    """What list and map show for these filters; the same for everybody."""
    page = Paginator(queries.matching(filters), PER_PAGE).get_page(number)
    venues = list(page.object_list)
    at = queries.open_at(venues)
    barriers = {one.number: one for some in at.values() for one in some}
    return {
        "filters": filters,
        "page": page,
        "rows": [presenters.row_of(row, at.get(row.pk, [])) for row in venues],
        "pins": presenters.pins_of(venues) + presenters.barrier_pins(barriers.values()),
        "kinds": VenueKind.choices,
        "needs": [(one.key, one.label, one.key in filters.needs) for one in rules.FACTS],
        "districts": list(District.objects.order_by("name")),
        "query": address_of(filters),
        "total": page.paginator.count,
    }


@require_safe
@keep_for_guests
def index(request: HttpRequest) -> HttpResponse:
    """`/barrierefreie-orte/`: the list with its filters and the small map."""
    return _page(request, "venues/list.html")


@require_safe
@keep_for_guests
def large_map(request: HttpRequest) -> HttpResponse:
    """`/barrierefreie-orte/karte/`: the large map of places and open barriers, with the same places as a list below."""
    return _page(request, "venues/map.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    filters, number = read_filters(request), asked.number(request.GET.get("seite", "")) or 1
    key = ("venues", filters, number, get_language())
    context = kept(key, lambda: list_context(filters, number))
    mine = District.objects.filter(slug=filters.district).first()
    focus = [mine.lon, mine.lat] if mine else None
    return render(request, template, {**context, "focus": focus})


@require_safe
@cache_control(public=True, max_age=60)
def geojson(request: HttpRequest) -> HttpResponse:
    """`/barrierefreie-orte/karte.geojson?bbox=west,south,east,north&zoom=11` and the list's filters: places or cells of them,
    and the open barriers in sight.

    A `bbox` or `zoom` that is none is refused with 400.
    """
    wanted = answering.question(request)
    if isinstance(wanted, JsonResponse):
        return wanted
    box, zoom = wanted
    found = clusters.within(queries.matching(read_filters(request)), box)
    cells: list[Cell] = []
    single = list(found[: MOST_SINGLE + 1])
    if len(single) > MOST_SINGLE:
        cells, alone = clusters.grid(found, zoom, most=MOST_CELLS)
        single = list(found.filter(pk__in=alone[:MOST_SINGLE]))
    barriers = queries.barriers_in(box)
    features = [_cell(cell) for cell in cells] + [_spot(row) for row in single]
    return answering.collection(features + [_barrier(one) for one in barriers])


def _cell(cell: Cell) -> answering.Feature:
    return answering.heap(cell, ngettext("%(n)s place", "%(n)s places", cell.number) % {"n": cell.number})


def _spot(row: Venue) -> answering.Feature:
    return answering.spot(
        row.lon, row.lat, sample=row.sample, kind="project", key=row.slug, title=row.label,
        place=str(row.get_kind_display()), url=row.get_absolute_url(), icon=presenters.icon_of(row),
    )  # fmt: skip


def _barrier(one: OpenBarrier) -> answering.Feature:
    return answering.spot(
        one.lon, one.lat, sample=one.sample, kind="defect", key=one.number, title=one.title, place=one.category,
        url=one.url, icon="alert", status=one.status,
    )  # fmt: skip


@require_safe
@keep_for_guests
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """`/barrierefreie-orte/<slug>/`: what is known of the place, and which barriers lie there just now."""
    venue = get_object_or_404(Venue.objects.public().select_related("district"), slug=slug)
    today = timezone.localdate()
    barriers = queries.open_at([venue]).get(venue.pk, [])
    context = {
        "venue": venue,
        "icon": presenters.icon_of(venue),
        "facts": presenters.facts_of(venue),
        "old": presenters.is_old(venue, today),
        "barriers": barriers,
        "report_query": presenters.report_address(venue),
        "focus": [venue.lon, venue.lat] if venue.lon is not None else None,
        "pins": presenters.pins_of([venue]) + presenters.barrier_pins(barriers),
        "metres": round(rules.NEAR_METRES),
    }
    return render(request, "venues/detail.html", context)
