"""The list of papers with its search, and one paper with its way through the bodies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mitmachstadt.modules.council.landing import follow_place, follow_street
from mitmachstadt.modules.council.models import AgendaItem, Paper
from mitmachstadt.modules.council.presenters import UNDER_WAY, Station, file_views, outcome_chip, station
from mitmachstadt.modules.council.queries import ledger, papers
from mitmachstadt.spine import asked
from mitmachstadt.spine.audit.kept import keep_for_guests, kept, kept_while
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.search.queries import find
from mitmachstadt.spine.ui import beside, subjects
from mitmachstadt.spine.ui.paging import page_links

SHOWN_PLACES = 60


@require_safe
@keep_for_guests
def paper_list(request: HttpRequest) -> HttpResponse:
    """`/rat/vorlagen/`: search and filters over all papers."""
    filters, number = papers.read_filters(request.GET), asked.number(request.GET.get("seite", ""))
    key = ("council-papers", filters, number, timezone.localdate(), get_language())
    return render(request, "council/papers.html", kept(key, lambda: list_context(filters, number)))


def paper_row(paper: Paper) -> dict[str, Any]:
    """A paper in a list: where it was dealt with last, and how it ended there; one that goes on waiting has no end yet."""
    items = getattr(paper, "public_items", [])
    decided = [item for item in items if item.outcome or item.result]
    last = decided[-1] if decided else (items[-1] if items else None)
    return {
        "url": reverse("council:paper", args=[paper.pk]),
        "reference": paper.reference,
        "title": paper.title,
        "kind": paper.paper_type,
        "date": paper.date,
        "body": last.meeting.body.name if last else "",
        "day": timezone.localdate(last.meeting.starts_at) if last and last.meeting.starts_at else None,
        "chip": UNDER_WAY if paper.waits else outcome_chip(last) if last else None,
        "sample": paper.sample,
    }


def list_context(filters: papers.PaperFilters, number: int) -> dict[str, Any]:
    """What the list shows for these filters; the same for everybody."""
    rows, total, number, pages = papers.page_of(filters, number)
    choices = kept_while(("council-paper-choices", get_language()), papers.choices_mark(), papers.choices)
    return {
        "filters": filters,
        "follow_url": follow_street(filters.place),
        "rows": [paper_row(row) for row in rows],
        "total": total,
        "pages": page_links(number, pages, lambda page: "?" + filters.query(seite=page)),
        "number": number,
        "choices": choices,
        "any": total > 0 or filters.active or filters.text,
        **_meant(filters, total),
    }


def _meant(filters: papers.PaperFilters, total: int) -> dict[str, str]:
    """The text that was probably meant where nothing was found, and its address."""
    if total or not filters.text:
        return {}
    meant = find(filters.text, kinds=[papers.PAPER], per_page=1).suggestion
    return {"meant": meant, "meant_url": "?" + filters.query(q=meant)} if meant else {}


@require_safe
@keep_for_guests
def paper_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/rat/vorlagen/<id>/`."""
    key = ("council-paper", pk, timezone.localdate(), get_language())
    context = kept(key, lambda: paper_context(pk))
    if context is None:
        raise Http404
    return render(request, "council/paper.html", context)


def public_items(paper: Paper) -> list[AgendaItem]:
    """The agenda items about a paper that everybody may read."""
    return [
        item
        for item in paper.items.all()
        if item.public and item.meeting.public and not item.meeting.deleted_at
    ]


def stations(paper: Paper, now: datetime) -> list[Station]:
    """The way of a paper through the bodies, in the order of time; stations without a day come last."""
    found = []
    for row in paper.consultations.all():
        item = row.agenda_item
        meeting = item.meeting if item else row.meeting
        found.append((meeting.starts_at if meeting else None, station(row, item, meeting, now)))
    with_consultation = {row.agenda_item_id for row in paper.consultations.all()}
    for item in public_items(paper):
        if item.pk not in with_consultation:
            found.append((item.meeting.starts_at, station(None, item, item.meeting, now)))
    far = timezone.make_aware(datetime(9999, 1, 1))
    return [row for _, row in sorted(found, key=lambda pair: pair[0] or far)]


def middle(pins: list[dict[str, Any]]) -> tuple[float, float] | None:
    """The point in the middle of all pins, so that the map cuts none off; None without one."""
    if not pins:
        return None
    lon, lat = [pin["lon"] for pin in pins], [pin["lat"] for pin in pins]
    return (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2


def paper_context(pk: int) -> dict[str, Any] | None:
    """Everything about one public paper, None for an unknown one."""
    paper = papers.one(pk)
    if paper is None:
        return None
    now = timezone.now()
    way = stations(paper, now)
    decided = [row for row in way if row.chip]
    things = {(paper.subject_kind, paper.subject_id)} | {
        (item.subject_kind, item.subject_id) for item in paper.items.all() if item.public
    }
    places = [place for place in paper.places.all() if not place.rejected]
    pins = [
        {
            "key": f"ort-{place.pk}",
            "title": place.name,
            "lon": place.lon,
            "lat": place.lat,
            "kind": "project",
            "number": n,
        }
        for n, place in enumerate(places[:SHOWN_PLACES], 1)
        if place.lat is not None and place.lon is not None
    ]
    linked = [*paper.related.all(), *paper.parents.all(), *paper.children.all()]
    return {
        "paper": paper,
        "way": way,
        "chip": UNDER_WAY if paper.waits else decided[-1].chip if decided else None,
        "resolution": next(
            (item.resolution_text for item in paper.items.all() if item.public and item.resolution_text), ""
        ),
        "suggestions": {"rows": ledger.of_paper(public_items(paper), now), "bodies": True},
        "files": file_views([paper.main_file, *paper.files.all()]),
        "subjects": list(subjects.links(things).values()),
        "parts": beside.parts("paper", [paper.pk]).get(str(paper.pk), []),
        "places": [(place, follow_place(place)) for place in places[:SHOWN_PLACES]],
        "more_places": [place.name for place in places[SHOWN_PLACES:]],
        "pins": pins,
        "map_focus": middle(pins),
        "map_districts": list(District.objects.all()) if places else [],
        "machine": any(not place.confirmed for place in places),
        "related": [row for row in dict.fromkeys(linked) if row.public and row.deleted_at is None],
        "from": [
            *(row.name for row in paper.originators.all()),
            *(row.name for row in paper.originator_persons.all() if row.public),
        ],
        "departments": [row.name for row in paper.departments.all()],
        "follow_url": f"{reverse('notify:follow')}?art=paper&ziel={paper.pk}",
    }
