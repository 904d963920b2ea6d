"""The proposals as a list with its map, and one of them with its vote."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.proposals.actions.finding import KIND, path_of
from mitmachstadt.modules.proposals.cases.desk import led_to
from mitmachstadt.modules.proposals.models import Legacy, Outcome, Photo, Proposal, Version
from mitmachstadt.modules.proposals.queries import listing, town
from mitmachstadt.modules.proposals.queries.writers import CO_AUTHORS
from mitmachstadt.modules.proposals.rules import next_threshold, reached_threshold, terms_of
from mitmachstadt.modules.proposals.states import OPEN
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.kept import keep_for_guests, kept, one_mark
from mitmachstadt.spine.cases.models import CaseEvent, Duty
from mitmachstadt.spine.cases.registry import find_kind, kind_of
from mitmachstadt.spine.cases.rules import is_overdue
from mitmachstadt.spine.cases.timeline import lines
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.talk import showing as talk

Choices = tuple[tuple[str, str], ...]
ANSWERED_STATES = ("beantwortet", "umgesetzt")
DISTRICTS = Prepared(lambda: District.objects.order_by("name"))
DUTY = Prepared(
    lambda case: Duty.objects.filter(case_id=case, done_at__isnull=True).select_related("unit").order_by()
)
#: What a former system said of it.
LEGACY = Prepared(lambda proposal: Legacy.objects.filter(proposal_id=proposal))
PHOTOS = Prepared(
    lambda proposal: (
        Photo.objects.filter(proposal_id=proposal).select_related("upload").order_by("place", "id")
    )
)
#: What the town said, from its first answer on, the oldest first.
SAID = Prepared(
    lambda case: (
        CaseEvent.objects.filter(case_id=case, kind__in=("answer", "progress"), public=True)
        .select_related("upload")
        .order_by("at", "id")
    )
)
WORDS = Prepared(
    lambda proposal: Version.objects.shown().filter(proposal_id=proposal, hidden_at=None).order_by("number")
)
TOPICS = Prepared(lambda: Topic.objects.order_by("name").values_list("slug", "name"))


def read_filters(request: HttpRequest) -> listing.Filters:
    """The filters that an address names (`q`, `stadtteil`, `thema`, `stand`, `folge`, `ohne`)."""
    text = asked.word(request.GET, "q", 200).strip()
    state, order = asked.word(request.GET, "stand", 20), asked.word(request.GET, "folge", 20)
    undecided = request.GET.get("ohne") == "1" and request.user.is_authenticated
    near = home_of(request) if order == "nah" else None
    if order == "antwort" and state not in ANSWERED_STATES:
        # only what has an answer can be sorted by its day
        state, order = ("beantwortet", order) if not state else (state, "neu")
    if order == "nah" and near is None:
        order = "neu"
    return listing.Filters(
        text=text, near=near, district=asked.word(request.GET, "stadtteil", 60), topic=asked.word(request.GET, "thema", 60),
        state=state if state in listing.STATES else "", order=order if order in listing.ORDERS else "neu",
        undecided=undecided,
    )  # fmt: skip


def home_of(request: HttpRequest) -> tuple[float, float] | None:
    """The middle of the district that somebody named as the own one in the account."""
    home = request.user.home_district if isinstance(request.user, User) else None
    return (home.lat, home.lon) if home and home.lat is not None and home.lon is not None else None


def address_of(filters: listing.Filters, **change: Any) -> str:
    """The query of these filters with changes, without what is empty or usual."""
    values = {
        "q": filters.text, "stadtteil": filters.district, "thema": filters.topic, "stand": filters.state,
        "folge": filters.order if filters.order != "neu" else "", "ohne": "1" if filters.undecided else "",
    }  # fmt: skip
    return urlencode({key: value for key, value in (values | change).items() if value})


@lru_cache(maxsize=2048)
def line_of(row: listing.Row, language: str, today: date) -> SafeString:
    """A line of the list. It follows from the row alone, so it is made once for whatever it shows."""
    kind = find_kind(KIND)
    state = kind.state(row.state_key) if kind else None
    return mark_safe(render_to_string("proposals/row.html", {"row": row, "state": state}))  # noqa: S308


def pins_of(rows: list[listing.Row]) -> list[dict[str, Any]]:
    """The pins of the rows that have a point, numbered like the list."""
    return [
        {
            "key": row.number, "title": row.title, "lon": row.lon, "lat": row.lat,
            "kind": "open" if row.open else "project", "url": path_of(row.number), "number": number,
        }
        for number, row in enumerate(rows, 1)
        if row.lon is not None
    ]  # fmt: skip


@lru_cache(maxsize=512)
def filters_of(
    filters: listing.Filters, districts: Choices, topics: Choices, signed_in: bool, language: str, action: str
) -> SafeString:
    """The form of the filters, sent to `action`; it follows from these values alone."""
    states = [
        ("offen", _("Vote is on")), ("beantwortet", _("Answered")), ("umgesetzt", _("Done")),
        ("beendet", _("Ended without enough votes")),
    ]  # fmt: skip
    context = {
        "filters": filters, "districts": districts, "topics": topics, "states": states, "signed_in": signed_in,
        "action": action,
    }  # fmt: skip
    return mark_safe(render_to_string("proposals/filters.html", context))  # noqa: S308


def list_context(
    filters: listing.Filters, number: int, person_id: int | None, signed_in: bool, view: str = "list"
) -> dict[str, Any]:
    """What the list shows for these filters; `view` is the page around it, "list" or "map"."""
    shown = listing.page(filters, number, person_id)
    language, today = get_language() or "de", timezone.localdate()
    districts = DISTRICTS()
    return {
        "filters": filters,
        "page": shown.page,
        "rows": [line_of(row, language, today) for row in shown.rows],
        "pins": pins_of(shown.rows),
        "districts": districts,
        "filter_form": filters_of(
            filters, tuple((one.slug, one.name) for one in districts), tuple(TOPICS()), signed_in, language,
            reverse(f"proposals:{view}"),
        ),
        "orders": [
            (key, label, address_of(filters, folge="" if key == "neu" else key, **_answered(filters, key)))
            for key, label in (
                ("neu", _("Newest")), ("dafuer", _("Most supported")), ("umstritten", _("Most disputed")),
                ("antwort", _("Last answered")), ("zufall", _("By chance")),
            )
        ] + ([("nah", _("Undecided near me"), address_of(filters, folge="nah", ohne="1"))] if signed_in else []),
        "query": address_of(filters),
        "total": shown.page.paginator.count,
    }  # fmt: skip


def _answered(filters: listing.Filters, order: str) -> dict[str, str]:
    """The order by the day of the answer is one of answered proposals."""
    return {"stand": "beantwortet"} if order == "antwort" and filters.state not in ANSWERED_STATES else {}


@require_safe
@keep_for_guests
def index(request: HttpRequest) -> HttpResponse:
    """`/vorschlaege/`: the list with its filters and the map beside it."""
    return listed(request, "list")


def listed(request: HttpRequest, view: str) -> HttpResponse:
    """The list, or the map with the same list below; whoever asks for what is near says first where home is."""
    if (
        asked.word(request.GET, "folge", 20) == "nah"
        and request.user.is_authenticated
        and not home_of(request)
    ):
        messages.info(request, _("Say in which district you live, then we can sort by what is near."))
        return redirect("accounts:details")
    filters, number = read_filters(request), asked.number(request.GET.get("seite", "")) or 1
    person_id = request.user.pk if filters.undecided else None

    def made() -> dict[str, Any]:
        context = list_context(filters, number, person_id, request.user.is_authenticated, view)
        main = render_to_string(f"proposals/{view}_main.html", context, request=request)
        return {**context, "main": main}

    # Who is signed in gets one filter more; whoever asks for what she has not voted on gets a list of her own.
    key = ("proposals", view, filters, number, request.user.is_authenticated, get_language())
    context = made() if filters.undecided else kept(key, made)
    return render(request, f"proposals/{view}.html", context)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """`/vorschlaege/<number>/`: what is proposed, how people stand to it, and what became of it."""
    with one_mark():
        return render(request, "proposals/detail.html", page_context(request, number))


def page_context(request: HttpRequest, number: str) -> dict[str, Any]:
    """What the page shows to this reader."""
    standing = next(iter(listing.STANDING(number)), None)
    if standing is None:
        raise Http404
    # The numbers of the vote are no entry of the log, so they are part of what names the kept page.
    key = ("proposal", number, *standing, get_language())
    context = dict(kept(key, lambda: detail_context(request, number), proven=True))
    proposal = context["proposal"]
    if isinstance(request.user, User):
        context["writes"] = request.user.pk in context["writer_ids"]
        mine = next(iter(listing.MINE(proposal.pk, request.user.pk)), None)
        context |= {"mine": mine, "value": mine.value if mine else 0}
    context["talk_box"] = talk.box(request, proposal.case)
    return context


def _said(proposal: Proposal) -> dict[str, Any]:
    """Milestones, and answers before the one that holds: an author who asked back still reads what came first."""
    events = list(SAID(proposal.case_id)) if proposal.answer else []
    answers = [one for one in events if one.kind == "answer"]
    former = [
        {
            "day": one.at,
            "text": one.text,
            "outcome": dict(Outcome.choices).get(one.data.get("outcome", ""), ""),
        }
        for one in answers[:-1]
    ]
    return {"milestones": [one for one in events if one.kind == "progress"], "former_answers": former}


def detail_context(request: HttpRequest, number: str) -> dict[str, Any]:
    """All that the page shows to everybody; `head`, `body` and `foot` are alike for all who read this language."""
    proposal = listing.one(number)
    if proposal is None:
        raise Http404
    case, today = proposal.case, timezone.localdate()
    terms = terms_of(proposal.terms)
    voting = case.state in OPEN and proposal.ends_on is not None and proposal.ends_on >= today
    # once the vote is over nothing is missing any more; then only what was reached is said
    goal = next_threshold(terms, proposal.up) if voting else reached_threshold(terms, proposal.up)
    rules = town.rules_of(case)
    names = {one.key: town.said(one) for one in rules.reasons}
    duty = next(iter(DUTY(case.pk)), None)
    writing = list(CO_AUTHORS(proposal.pk))
    context: dict[str, Any] = {
        "proposal": proposal,
        "case": case,
        "state": kind_of(case).state(case.state),
        "voting": voting,
        "days_left": (proposal.ends_on - today).days if proposal.ends_on else 0,
        "terms": terms,
        "goal": goal,
        "goal_text": town.sentence(goal) if goal else "",
        "missing": max(0, goal.votes - proposal.up) if goal else 0,
        "percent": min(100, round(100 * proposal.up / goal.votes)) if goal else 0,
        "reasons": [(one.key, town.said(one)) for one in rules.reasons],
        "against": [(names.get(key, key), n) for key, n in listing.reasons_against(proposal).items()],
        "duty": duty,
        "overdue": is_overdue(duty.due_on if duty else None, today),
        "today": today,
        "lines": lines(case, internal=False, today=today),
        "items": [one for one in council.items_about(KIND, case.number) if one.path],
        "photos": [one.upload for one in PHOTOS(proposal.pk)] if proposal.cover else [],
        "led_to": led_to(proposal),
        **_said(proposal),
        "additions": [one for one in WORDS(proposal.pk) if one.addition] if proposal.words > 1 else [],
        "co_authors": [name for _user, name in writing],
        "writer_ids": {case.sender_id, *(user for user, _name in writing)},
        "easy_outdated": proposal.easy_words < proposal.words,
        "pins": pins_of([listing.row_of(proposal)]),
        "focus": [proposal.lon, proposal.lat] if proposal.lon is not None else None,
        "public_url": settings.BASE_URL + path_of(case.number),
        "legacy": next(iter(LEGACY(proposal.pk)), None),
        "shown": True,
        "value": 0,
    }
    made = {
        part: render_to_string(f"proposals/detail_{part}.html", context, request=request)
        for part in ("head", "body", "foot")
    }
    return context | made
