"""Committees, boards and the people in them, as far as their offices make them public."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mitmachstadt.modules.council.models import Membership
from mitmachstadt.modules.council.pages.papers import paper_row
from mitmachstadt.modules.council.presenters import meeting_row, outcome_chip
from mitmachstadt.modules.council.queries import bodies, ledger, meetings, papers
from mitmachstadt.spine import asked
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.city.models import Organisation, OrganisationKind
from mitmachstadt.spine.ui import beside
from mitmachstadt.spine.ui.paging import page_links

PEOPLE, BODIES = 60, 60
FEW = 5


@require_safe
@keep_for_guests
def body_list(request: HttpRequest) -> HttpResponse:
    """`/rat/gremien/`: the council and its committees, then the boards; many committees on pages."""
    found = bodies.bodies(OrganisationKind.BODY).exclude(council__classification__iexact=bodies.ADVISES)
    pages = max(1, -(-found.count() // BODIES))
    number = min(max(1, asked.number(request.GET.get("seite", ""))), pages)
    context = {
        "committees": list(found[(number - 1) * BODIES : number * BODIES]),
        "boards": list(bodies.boards()) if number == 1 else [],
        "pages": page_links(number, pages, lambda page: f"?seite={page}"),
    }
    return render(request, "council/bodies.html", context)


@require_safe
@keep_for_guests
def board_list(request: HttpRequest) -> HttpResponse:
    """`/beiraete/`: every board with mandate, members, next date, rights in committees and what it made of them."""
    key = ("council-boards", timezone.localdate(), get_language())
    return render(request, "council/boards.html", kept(key, boards_context))


def boards_context() -> dict[str, Any]:
    """The boards; what belongs to them comes in one question a kind."""
    now, today = timezone.now(), timezone.localdate()
    found = list(bodies.boards())
    following: dict[int, Any] = {}
    for row in meetings.public_meetings().filter(body__in=found, starts_at__gte=now).order_by("starts_at"):
        following.setdefault(row.body_id, meeting_row(row, now))
    rights: dict[int, list[Any]] = {}
    for right in bodies.rights_on(today):
        rights.setdefault(right.board_id, []).append(right)
    members, tabled = bodies.member_counts(found, today), bodies.tabled_counts(found)
    return {
        "boards": [
            {
                "board": row,
                "next": following.get(row.pk),
                "rights": rights.get(row.pk, []),
                "mandate": mandate(row),
                "members": members.get(row.pk, 0),
                "tabled": tabled.get(row.pk, 0),
            }
            for row in found
        ]
    }


def mandate(row: Organisation) -> str:
    """What a body is for, in the words of the town."""
    profile = getattr(row, "council", None)
    return (profile.mandate if profile else "") or row.role


@require_safe
@keep_for_guests
def body_page(request: HttpRequest, key: str) -> HttpResponse:
    """`/rat/gremien/<key>/`: what a body is for, who sits in it, when it meets and what it decided."""
    context = kept(("council-body", key, timezone.localdate(), get_language()), lambda: body_context(key))
    if context is None:
        raise Http404
    return render(request, "council/body.html", context)


def groups_of(seats: list[Membership]) -> list[dict[str, Any]]:
    """Seats under the group that sent them; those without one come first. A person with the same seat twice, as some
    systems keep it for each term, stands there once."""
    found: dict[str, list[Membership]] = {}
    seen: set[tuple[object, ...]] = set()
    for seat in seats:
        same = (seat.person_id, seat.on_behalf_of_id, seat.role, seat.voting_right)
        if same in seen:
            continue
        seen.add(same)
        found.setdefault(seat.on_behalf_of.name if seat.on_behalf_of else "", []).append(seat)
    return [{"name": name, "seats": found[name]} for name in sorted(found)]


def body_context(key: str) -> dict[str, Any] | None:
    """Everything about one body, None for an unknown one."""
    row = bodies.body(key)
    if row is None:
        return None
    now, today = timezone.now(), timezone.localdate()
    shown, total, _number, _pages = papers.page_of(papers.PaperFilters(body=key), 1)
    return {
        "body": row,
        "profile": getattr(row, "council", None),
        "mandate": mandate(row),
        "board": row.kind == OrganisationKind.BOARD,
        "coming": [meeting_row(meeting, now) for meeting in meetings.coming(now, key, FEW)],
        "past": [meeting_row(meeting, now) for meeting in meetings.past(now, key)[:FEW]],
        "groups": groups_of(bodies.members(row, today)),
        "figures": next((one for one in ledger.figures(today) if one.key == key), None),
        "papers": [paper_row(paper) for paper in shown[:FEW]],
        "paper_total": total,
        "papers_url": f"{reverse('council:papers')}?gremium={key}",
        "calendar_url": f"{reverse('council:meetings')}?gremium={key}",
        "rights": bodies.rights_of_board(row, today),
        "tabled": [
            {
                "title": item.title,
                "url": f"{reverse('council:meeting', args=[item.meeting_id])}#top-{item.pk}",
                "meeting": meeting_row(item.meeting, now),
                "chip": outcome_chip(item),
            }
            for item in bodies.tabled([row])[:FEW]
        ],
        "guests": bodies.rights_in_committee(row, today),
        "parts": beside.parts("body", [row.key]).get(row.key, []),
        "ics_url": reverse("council_machine:body-calendar", args=[key]),
        "follow_url": f"{reverse('notify:follow')}?art=body&ziel={key}",
    }


@require_safe
@keep_for_guests
def people_list(request: HttpRequest) -> HttpResponse:
    """`/rat/personen/`: who holds a seat today."""
    text, number = asked.word(request.GET, "q", 100), max(1, asked.number(request.GET.get("seite", "")))
    found = bodies.people(timezone.localdate(), text)
    total = found.count()
    pages = max(1, -(-total // PEOPLE))
    number = min(number, pages)
    context = {
        "text": text,
        "people": list(found[(number - 1) * PEOPLE : number * PEOPLE]),
        "total": total,
        "pages": page_links(
            number,
            pages,
            lambda page: "?" + urlencode({"q": text, "seite": page} if text else {"seite": page}),
        ),
    }
    return render(request, "council/people.html", context)


@require_safe
@keep_for_guests
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/rat/personen/<id>/`: the seats of a person; nothing private."""
    person = bodies.person(pk)
    if person is None:
        raise Http404
    today = timezone.localdate()
    seats = getattr(person, "seats", [])
    context = {
        "person": person,
        "now": [seat for seat in seats if holds(seat, today)],
        "before": [seat for seat in seats if seat.end and seat.end < today],
    }
    return render(request, "council/person.html", context)


def holds(seat: Membership, on: date) -> bool:
    """True for a seat held on that day."""
    return (seat.start is None or seat.start <= on) and (seat.end is None or seat.end >= on)
