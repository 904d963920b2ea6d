"""`/vorschlaege/karte/`: the big map with its equal list, and the GeoJSON it draws."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mitmachstadt.modules.proposals.actions.finding import KIND, path_of
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.queries import geo
from mitmachstadt.modules.proposals.states import OPEN
from mitmachstadt.modules.proposals.views.public import listed, read_filters
from mitmachstadt.spine.audit.kept import keep_for_guests
from mitmachstadt.spine.cases.registry import find_kind
from mitmachstadt.spine.places import answering
from mitmachstadt.spine.places.clusters import Cell


@require_safe
@keep_for_guests
def big_map(request: HttpRequest) -> HttpResponse:
    """The live map where scripts run, else the drawn one; the same proposals as a list below."""
    return listed(request, "map")


@require_safe
def geojson(request: HttpRequest) -> HttpResponse:
    """`/vorschlaege/karte.geojson?bbox=west,south,east,north&zoom=11` and the list's filters: single ones or cells.

    A `bbox` or `zoom` that is none is refused with 400.
    """
    filters = read_filters(request)
    return _personal(request) if filters.undecided else _public(request)


@cache_control(public=True, max_age=60)
def _public(request: HttpRequest) -> HttpResponse:
    return _answer(request)


@cache_control(private=True, no_store=True)
def _personal(request: HttpRequest) -> HttpResponse:
    return _answer(request)


def _answer(request: HttpRequest) -> HttpResponse:
    wanted = answering.question(request)
    if isinstance(wanted, JsonResponse):
        return wanted
    box, zoom = wanted
    filters = read_filters(request)
    cells, single = geo.spots(filters, box, zoom, request.user.pk if filters.undecided else None)
    return answering.collection([_cell(cell) for cell in cells] + [_spot(row) for row in single])


def _cell(cell: Cell) -> answering.Feature:
    return answering.heap(
        cell, ngettext("%(n)s proposal", "%(n)s proposals", cell.number) % {"n": cell.number}
    )


def _spot(row: Proposal) -> answering.Feature:
    kind = find_kind(KIND)
    return answering.spot(
        row.lon,
        row.lat,
        sample=row.case.sample,
        kind="open" if row.case.state in OPEN else "project",
        key=row.case.number,
        title=row.title,
        place=row.label,
        url=path_of(row.case.number),
        icon=row.topic.icon if row.topic else "bulb",
        status=str(kind.state(row.case.state).name) if kind else "",
    )
