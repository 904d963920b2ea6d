"""The public register of petitions: filters, figures, the chain of agenda items, and what the desk compares with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.petitions.models import Outcome, Petition
from mitmachstadt.modules.petitions.rules import same_matter
from mitmachstadt.spine.asked import word
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.search.analysis import words
from mitmachstadt.spine.search.queries import matching_ids

KIND = "petition"
PER_PAGE = 20
#: How many hits of the search are looked at, and the fewest letters of a word that says something.
LOOKED_AT, SHORTEST = 50, 4
OPEN = ("admitted", "scheduled", "notice")
DECIDED = ("accepted", "in_part", "rejected", "noted")
#: Words of the filter in addresses, and the states they mean.
STATE_WORDS: dict[str, tuple[str, ...]] = {
    "wartet": ("admitted",),
    "tagesordnung": ("scheduled",),
    "beraten": ("notice",),
    "gefolgt": ("accepted",),
    "teilweise": ("in_part",),
    "nicht-gefolgt": ("rejected",),
    "kenntnis": ("noted",),
    "zurueckgezogen": ("withdrawn",),
}


@dataclass(frozen=True)
class RegisterFilter:
    """What a reader asked to see; empty values ask for nothing."""

    state: str = ""
    year: int = 0
    body: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> RegisterFilter:
        """The filter that an address names (`stand`, `jahr`, `gremium`, `q`); what it can not mean is left out."""
        state, year = word(query, "stand", 30), word(query, "jahr", 4)
        return cls(
            state=state if state in STATE_WORDS else "",
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
            body=word(query, "gremium", 50),
            text=word(query, "q", 200).strip(),
        )

    @property
    def in_use(self) -> bool:
        """True when anything but the whole register was asked for."""
        return self != RegisterFilter()


def register(wanted: RegisterFilter) -> QuerySet[Petition]:
    """The petitions of the register that a filter leaves, the newest first; withdrawn ones are no hits of a search."""
    found: QuerySet[Petition] = Petition.objects.listed().select_related("case", "body", "district")
    if wanted.state:
        found = found.filter(case__state__in=STATE_WORDS[wanted.state])
    if wanted.year:
        found = found.filter(case__received_at__year=wanted.year)
    if wanted.body:
        found = found.filter(body__key=wanted.body)
    if wanted.text:
        found = found.filter(case__number__in=matching_ids(KIND, wanted.text))
    return found.order_by("-case__received_at", "-pk")


def years() -> list[int]:
    """Years with public petitions, the newest first."""
    return [day.year for day in Petition.objects.public().dates("case__received_at", "year", order="DESC")]


def bodies_in_register() -> list[tuple[str, str]]:
    """Bodies that deal or dealt with public petitions: key and name."""
    found = Petition.objects.public().filter(body__isnull=False).order_by("body__name")
    return list(found.values_list("body__key", "body__name").distinct())


@dataclass(frozen=True)
class Figures:
    """All petitions that arrived: open and decided ones, those not admitted, withdrawn, and overdue now."""

    received: int
    checking: int
    open: int
    decided: int
    inadmissible: int
    withdrawn: int
    overdue: int


def figures(today: date) -> Figures:
    """The public counter, in two questions; hidden ones are left out."""
    cases = Case.objects.filter(kind=KIND, hidden=False)
    rows: dict[str, int] = dict(cases.order_by().values_list("state").annotate(n=Count("pk")))
    late = Duty.objects.filter(case__in=cases, done_at__isnull=True, due_on__lt=today).count()
    return Figures(
        received=sum(rows.values()),
        checking=rows.get("received", 0),
        open=sum(rows.get(state, 0) for state in OPEN),
        decided=sum(rows.get(state, 0) for state in DECIDED),
        inadmissible=rows.get("inadmissible", 0),
        withdrawn=rows.get("withdrawn", 0),
        overdue=late,
    )


def similar(petition: Petition, most: int = 4) -> list[Petition]:
    """Other petitions that the search finds by this one's title and that speak of the same: candidates for a repeat."""
    ids = matching_ids(KIND, petition.title)
    found = Petition.objects.public().filter(case__number__in=ids).exclude(pk=petition.pk)
    asked = _stems(petition)
    rows = found.select_related("case").order_by("-case__received_at")[:LOOKED_AT]
    return [row for row in rows if same_matter(asked, _stems(row))][:most]


def _stems(petition: Petition) -> set[str]:
    found = {one.stem for one in words(f"{petition.title} {petition.wish}")}
    return {stem for stem in found if len(stem) >= SHORTEST}


@dataclass(frozen=True)
class Station:
    """One agenda item of the chain, in the order of the meetings."""

    body: str
    starts_at: datetime | None
    place: str
    item: str
    title: str
    result: str
    vote: str
    resolution: str
    exception_reason: str
    cancelled: bool
    past: bool
    url: str


def chain(number: str, now: datetime | None = None) -> list[Station]:
    """Every public agenda item about a petition, the earliest meeting first."""
    moment = now or timezone.now()
    return [
        Station(
            body=row.meeting.body_name,
            starts_at=row.meeting.starts_at,
            place=row.meeting.place,
            item=str(row.number),
            title=row.title,
            result=row.result,
            vote=row.vote,
            resolution="" if row.resolution == row.result else row.resolution,
            exception_reason=row.exception_reason,
            cancelled=row.meeting.cancelled,
            past=row.meeting.starts_at is not None and row.meeting.starts_at <= moment,
            url=row.path,
        )
        for row in council.items_about(KIND, number)
        if row.meeting.public
    ]


def decided_at(items: Iterable[int]) -> dict[int, Petition]:
    """Public petitions with a notice, by the agenda item at which they were dealt with."""
    found = Petition.objects.public().filter(item_id__in=list(items), case__state__in=DECIDED)
    return {row.item_id: row for row in found.select_related("case")}


def newest_decided(most: int = 3) -> list[Petition]:
    """Petitions that were decided, the newest first."""
    found = Petition.objects.public().filter(outcome_on__isnull=False).exclude(outcome__in=_SENT_ON)
    return list(found.select_related("case", "body").order_by("-outcome_on", "-pk")[:most])


_SENT_ON = (Outcome.REFERRED, Outcome.POSTPONED)


def petition_of(case: Case) -> Petition:
    """The petition behind a case, with what pages show."""
    found: Petition = Petition.objects.select_related("body", "district").get(case=case)
    found.case = case
    return found


def withdrawn(number: str) -> Petition | None:
    """The petition with this number that stood in the register and was withdrawn."""
    found = Petition.objects.listed().filter(case__number=number, case__state="withdrawn")
    return found.select_related("case").first()


def withdrawn_on(petition: Petition) -> datetime | None:
    """When it was withdrawn."""
    events = petition.case.events.filter(to_state="withdrawn").order_by("-at")
    found: datetime | None = events.values_list("at", flat=True).first()
    return found


def overdue_ids(petitions: list[Petition], today: date) -> set[int]:
    """Ids of the cases among these whose open duty is late."""
    ids = [one.case_id for one in petitions]
    return set(
        Duty.objects.filter(case_id__in=ids, done_at__isnull=True, due_on__lt=today).values_list(
            "case_id", flat=True
        )
    )


def overdue_q(today: date) -> Q:
    """Cases whose open duty is late."""
    return Q(case__duties__done_at__isnull=True, case__duties__due_on__lt=today)
