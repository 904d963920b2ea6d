"""The list of proposals within its filters and orders, and what is alike while somebody writes."""

from __future__ import annotations

import time
from array import array
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar, cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce, Least, Left

from mitmachstadt.modules.proposals.models import Proposal, Vote
from mitmachstadt.modules.proposals.states import ANSWERED, OPEN
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.search.queries import find, matching_ids

T = TypeVar("T")

#: State in an address: the states of the cases behind it.
STATES = {
    "offen": OPEN, "beantwortet": (*ANSWERED, "asked_back", "built"), "umgesetzt": ("built",), "beendet": ("archived", "former"),
}  # fmt: skip
ORDERS = ("neu", "dafuer", "umstritten", "antwort", "zufall", "nah")
#: A degree of longitude is so much shorter than one of latitude at 51.5 degrees north.
NARROW = 0.62
PER_PAGE = 20
#: What is kept of a list, its ids and their number, is asked for again at the latest after so many seconds.
SECONDS = 60
MOST_KEPT = 256


@dataclass(frozen=True)
class Filters:
    """What a reader asks of the list; empty means all. `undecided` leaves out what the reader voted on,
    `near` is the point (latitude, longitude) from which the order "nah" measures: the middle of the reader's district.
    """

    text: str = ""
    district: str = ""
    topic: str = ""
    state: str = ""
    order: str = "neu"
    undecided: bool = False
    near: tuple[float, float] | None = None

    @property
    def active(self) -> bool:
        """True when anything was asked for."""
        return bool(self.text or self.district or self.topic or self.state or self.undecided)


class Row(NamedTuple):
    """A proposal in a list: what a line shows and nothing else, so that equal rows are equal lines."""

    pk: int
    number: str
    title: str
    text: str
    state_key: str
    ends_on: date | None
    up: int
    down: int
    label: str
    district: str | None
    topic: str | None
    icon: str | None
    sample: bool
    lon: float | None
    lat: float | None
    cover: str

    @property
    def open(self) -> bool:
        """True while people vote."""
        return self.state_key in OPEN

    @property
    def place(self) -> str:
        """Where, in words; "" for the whole town."""
        return self.label or self.district or ""


def row_of(proposal: Proposal) -> Row:
    """The row of one proposal, read with its case, district and topic."""
    case, district, topic = proposal.case, proposal.district, proposal.topic
    return Row(
        proposal.pk, case.number, proposal.title, proposal.text[:200], case.state, proposal.ends_on, proposal.up,
        proposal.down, proposal.label, district.name if district else None, topic.name if topic else None,
        topic.icon if topic else None, case.sample, proposal.lon, proposal.lat, proposal.cover,
    )  # fmt: skip


def within(filters: Filters) -> QuerySet[Proposal]:
    """The public proposals within text, district, topic and state, in no order."""
    found: QuerySet[Proposal] = Proposal.objects.public().order_by()
    if filters.district:
        found = found.filter(district__slug=filters.district)
    if filters.topic:
        found = found.filter(topic__slug=filters.topic)
    if filters.state:
        found = found.filter(case__state__in=STATES[filters.state])
    if filters.undecided:
        found = found.filter(case__state__in=OPEN)
    if filters.text:
        found = found.filter(case__number__in=matching_ids("proposal", filters.text))
    return found


def ordered(
    found: QuerySet[Proposal], order: str, near: tuple[float, float] | None = None
) -> QuerySet[Proposal]:
    """In the order asked for; equal ones by their number, so paging holds. Most disputed: most votes on the smaller side."""
    if order == "dafuer":
        return found.order_by("-up", "-id")
    if order == "antwort":
        return found.order_by("-answered_on", "-id")
    if order == "umstritten":
        return found.order_by(Least(F("up"), F("down")).desc(), "-id")
    if order == "nah" and near is not None:
        north = Coalesce(F("lat"), F("district__lat")) - near[0]
        east = (Coalesce(F("lon"), F("district__lon")) - near[1]) * NARROW
        return found.annotate(away=north * north + east * east).order_by(
            F("away").asc(nulls_last=True), "-id"
        )
    if order == "zufall":
        return found.order_by("draw", "id")
    return found.order_by("-released_at", "-id")


def _rows(found: QuerySet[Proposal]) -> QuerySet[Any, Any]:
    start = Left("text", 200)
    columns = ("pk", "case__number", "title", start, "case__state", "ends_on", "up", "down", "label")
    more = ("district__name", "topic__name", "topic__icon", "case__sample", "lon", "lat", "cover")
    return found.values_list(*columns, *more)


@lru_cache(maxsize=MOST_KEPT)
def _page_of(order: str, start: int) -> Prepared[Any]:
    """The rows of a page of all proposals."""
    return Prepared(lambda: _rows(ordered(Proposal.objects.public(), order))[start : start + PER_PAGE])


BY_ID = Prepared(lambda *ids: _rows(Proposal.objects.public().filter(pk__in=ids).order_by()))
NEWEST = Prepared(lambda: Proposal.objects.order_by("-updated_at").values_list("updated_at", "id")[:1])
VOTED = Prepared(
    lambda person: Vote.objects.filter(user_id=person).order_by().values_list("proposal_id", flat=True)
)
_memory: OrderedDict[Any, tuple[Any, float, Any]] = OrderedDict()


def stamp() -> Any:
    """Moves with every step of a proposal; votes move nothing."""
    return next(iter(NEWEST()), None)


def remembered(key: Any, at: Any, make: Callable[[], T]) -> T:
    """What `make` gives, made again after each step of a proposal and at the latest after `SECONDS`."""
    known = _memory.get(key)
    if known and known[0] == at and time.monotonic() - known[1] < SECONDS:
        _memory.move_to_end(key)
        return cast("T", known[2])
    made = make()
    _memory[key] = (at, time.monotonic(), made)
    while len(_memory) > MOST_KEPT:
        _memory.popitem(last=False)
    return made


def hits(filters: Filters, at: Any) -> array[int]:
    """The ids of all proposals within the filters, in order. The order by votes may be `SECONDS` old."""
    key = replace(filters, undecided=False, state="offen") if filters.undecided else filters
    return remembered(
        key, at, lambda: array("q", ordered(within(key), key.order, key.near).values_list("pk", flat=True))
    )


def undecided(filters: Filters, person_id: int, at: Any) -> tuple[int, Callable[[int], list[int]]]:
    """How many of these the reader has not voted on, and the ids of a page from a place on. Asks the reader's votes anew."""
    ids, mine = hits(filters, at), set(VOTED(person_id))
    there = (
        remembered((replace(filters, order=""), "set"), at, lambda: frozenset(ids)) if mine else frozenset()
    )
    left = len(ids) - len(mine & there)
    return left, lambda start: list(islice((pk for pk in ids if pk not in mine), start, start + PER_PAGE))


@dataclass(frozen=True)
class Shown:
    """One page of the list: its rows, and the numbers that the pager prints."""

    rows: list[Row]
    page: Page[Any]


def page(filters: Filters, number: int, person_id: int | None = None) -> Shown:
    """Page `number` of the list as rows; a number behind the end gives the last page."""
    at = stamp()
    if not filters.active and filters.order != "nah":
        total = remembered("all", at, lambda: Proposal.objects.public().count())
        shown = Paginator(range(total), PER_PAGE).get_page(number)
        rows = _page_of(filters.order, (shown.number - 1) * PER_PAGE)()
        return Shown([Row(*row) for row in rows], shown)
    if filters.undecided and person_id is not None:
        total, page_from = undecided(filters, person_id, at)
        shown = Paginator(range(total), PER_PAGE).get_page(number)
        chosen = page_from((shown.number - 1) * PER_PAGE)
    else:
        ids = hits(filters, at)
        shown = Paginator(range(len(ids)), PER_PAGE).get_page(number)
        start = (shown.number - 1) * PER_PAGE
        chosen = ids[start : start + PER_PAGE].tolist()
    known = {row[0]: Row(*row) for row in BY_ID(*chosen)} if chosen else {}
    return Shown([known[pk] for pk in chosen if pk in known], shown)


ONE = Prepared(
    lambda number: (
        Proposal.objects.public()
        .select_related("case__unit", "district", "topic")
        .filter(case__number=number)
        .order_by()
    )
)
#: What names the page of a public proposal: its id and its numbers, which no entry of the log accompanies.
STANDING = Prepared(
    lambda number: (
        Proposal.objects.public()
        .filter(case__number=number)
        .order_by()
        .values_list("pk", "up", "down", "cast")
    )
)
REASONS = Prepared(
    lambda proposal: (
        Vote.objects.filter(proposal_id=proposal, value=-1)
        .exclude(reason="")
        .values_list("reason")
        .annotate(n=Count("pk"))
        .order_by("-n", "reason")
    )
)
#: How one person stands to one proposal.
MINE = Prepared(lambda proposal, person: Vote.objects.filter(proposal_id=proposal, user_id=person))


def one(number: str) -> Proposal | None:
    """The public proposal of that number."""
    return next(iter(ONE(number)), None)


@dataclass(frozen=True)
class Alike:
    """Something public that may mean the same: its name and page; `number` of a proposal that one can vote on."""

    title: str
    url: str
    kind: str
    number: str = ""
    up: int = 0


def alike(title: str, text: str, *, most: int = 4) -> list[Alike]:
    """Public proposals and projects that may mean the same, the likeliest first, as the search of the house judges."""
    words = " ".join(f"{title} {text[:80]}".split()) if len(title.split()) < 2 else " ".join(title.split())
    if len(words) < 6:
        return []
    hits = find(words, kinds=("proposal", "project"), per_page=most).hits
    numbers = [hit.object_id for hit in hits if hit.kind == "proposal"]
    rows = Proposal.objects.public().filter(case__number__in=numbers, case__state__in=OPEN)
    open_ones = dict(rows.values_list("case__number", "up"))
    return [
        Alike(
            hit.title, hit.url, hit.kind, hit.object_id if hit.object_id in open_ones else "", open_ones.get(hit.object_id, 0)
        )
        for hit in hits
    ]  # fmt: skip


def ending_soon(today: date, *, most: int = 3) -> list[Proposal]:
    """Open proposals by the end of their vote."""
    rows = (
        Proposal.objects.public()
        .filter(ends_on__gte=today, case__state__in=OPEN)
        .select_related("case", "district")
    )
    return list(rows.order_by("ends_on", "-id")[:most])


def reasons_against(proposal: Proposal) -> dict[str, int]:
    """How often each reason was given with a vote against, by its key."""
    return dict(REASONS(proposal.pk))
