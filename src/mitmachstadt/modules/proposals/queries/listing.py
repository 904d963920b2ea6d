"""The list of proposals within its filters and orders, and what is alike while somebody writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Least

from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.states import ANSWERED, OPEN
from mitmachstadt.spine.search.queries import find

#: State in an address: the states of the cases behind it.
STATES = {
    "offen": OPEN, "beantwortet": (*ANSWERED, "asked_back", "built"), "umgesetzt": ("built",), "beendet": ("archived",),
}  # fmt: skip
ORDERS = ("neu", "dafuer", "umstritten", "zufall")


@dataclass(frozen=True)
class Filters:
    """What a reader asks of the list; empty means all. `undecided` leaves out what the reader voted on."""

    text: str = ""
    district: str = ""
    topic: str = ""
    state: str = ""
    order: str = "neu"
    undecided: bool = False
    ids: tuple[str, ...] | None = field(default=None, compare=False)

    @property
    def active(self) -> bool:
        """True when anything was asked for."""
        return bool(self.text or self.district or self.topic or self.state or self.undecided)


def matching(filters: Filters, person_id: int | None = None) -> QuerySet[Proposal]:
    """The public proposals within the filters, in the order asked for; equal ones by their number, so paging holds.

    Most disputed means: most votes on the smaller side.
    """
    found: QuerySet[Proposal] = Proposal.objects.public()
    if filters.ids is not None:
        found = found.filter(case__number__in=filters.ids)
    if filters.district:
        found = found.filter(district__slug=filters.district)
    if filters.topic:
        found = found.filter(topic__slug=filters.topic)
    if filters.state:
        found = found.filter(case__state__in=STATES[filters.state])
    if filters.undecided and person_id is not None:
        found = found.filter(case__state__in=OPEN).exclude(votes__user_id=person_id)
    if filters.order == "dafuer":
        return found.order_by("-up", "-id")
    if filters.order == "umstritten":
        return found.order_by(Least(F("up"), F("down")).desc(), "-id")
    if filters.order == "zufall":
        return found.order_by("draw", "id")
    return found.order_by("-released_at", "-id")


def with_all(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """With everything a line shows."""
    return rows.select_related("case", "district", "topic")


def one(number: str) -> Proposal | None:
    """The public proposal of that number."""
    found: Proposal | None = (
        Proposal.objects.public()
        .select_related("case__unit", "district", "topic")
        .filter(case__number=number)
        .first()
    )
    return found


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
    rows: Any = proposal.votes.filter(value=-1).exclude(reason="").values_list("reason")
    return dict(rows.annotate(n=Count("pk")).order_by("-n"))
