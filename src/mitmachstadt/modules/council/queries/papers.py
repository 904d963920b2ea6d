"""Questions to the papers: a page of the list within its filters, and one paper with its way through the bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import ExtractYear
from django.utils import timezone

from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
    File,
    Meeting,
    Outcome,
    Paper,
    PaperPlace,
)
from mitmachstadt.spine import asked
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.search.queries import matching_ids

PAGE = 25
MOST_PAGES = 100_000
PAPER = "paper"
LONGEST = 100


@dataclass(frozen=True)
class PaperFilters:
    """What a reader asks for; empty means all. `result` is an outcome, `place` a street or district by its name."""

    text: str = ""
    body: str = ""
    kind: str = ""
    year: int = 0
    result: str = ""
    place: str = ""

    @property
    def active(self) -> int:
        """How many filters beside the text are set."""
        return sum(bool(value) for value in (self.body, self.kind, self.year, self.result, self.place))

    def query(self, **change: Any) -> str:
        """The address of these filters, with changes; a page is only named beyond the first."""
        values = {
            "q": self.text, "gremium": self.body, "art": self.kind, "jahr": self.year or "", "ergebnis": self.result,
            "ort": self.place,
        }  # fmt: skip
        values |= change
        if values.get("seite") == 1:
            del values["seite"]
        return urlencode({key: value for key, value in values.items() if value})


def kept_papers() -> QuerySet[Paper]:
    """Papers of the desk: all but those that another system took away."""
    found: QuerySet[Paper] = Paper.objects.filter(Q(deleted_at=None) | Q(public=False, source_id=""))
    return found


def paper_numbered(reference: str) -> Paper | None:
    """The paper of that number that the desk knows, drafts and what was taken back with it; the town's own first."""
    named = kept_papers().filter(reference=reference.strip()).exclude(reference="")
    found: Paper | None = named.order_by("source_id", "pk").first()
    return found


def read_filters(query: Mapping[str, Any]) -> PaperFilters:
    """Filters from an address; what makes no sense is left out."""
    result = asked.word(query, "ergebnis", LONGEST)
    return PaperFilters(
        text=asked.word(query, "q", 200), body=asked.word(query, "gremium", LONGEST),
        kind=asked.word(query, "art", 200), year=asked.number(query.get("jahr", "")),
        result=result if result in Outcome.values else "", place=asked.word(query, "ort", 200),
    )  # fmt: skip


def matching(filters: PaperFilters) -> QuerySet[Paper]:
    """The public papers within the filters, the newest first; the order never depends on chance."""
    found: QuerySet[Paper] = Paper.objects.public().filter(stub=False)
    # Sets of papers, not a look at each paper: a word may stand in thousands of them.
    items = AgendaItem.objects.public().filter(paper__isnull=False)
    if filters.text:
        found = found.filter(pk__in=matching_ids(PAPER, filters.text, as_int=True))
    if filters.body:
        stations = Consultation.objects.public().filter(paper__isnull=False)
        found = found.filter(
            Q(pk__in=items.filter(meeting__body__key=filters.body).order_by().values("paper"))
            | Q(pk__in=stations.filter(organisations__key=filters.body).order_by().values("paper"))
        )
    if filters.kind:
        found = found.filter(paper_type=filters.kind)
    if filters.year:
        found = found.filter(date__year=filters.year)
    if filters.result:
        found = found.filter(pk__in=_ended(items, filters.result)).exclude(still_before(timezone.now()))
    if filters.place:
        named = Q(name=filters.place) | Q(district__slug=filters.place)
        found = found.filter(
            pk__in=PaperPlace.objects.filter(named, rejected=False).order_by().values("paper")
        )
    return found.order_by(F("date").desc(nulls_last=True), "-id")


def still_before(now: datetime) -> Q:
    """Papers that wait on the agenda of a meeting to come: nothing is decided yet, whatever a committee recommended."""
    coming = Q(meeting__starts_at__gte=now, meeting__cancelled=False, meeting__deleted_at=None)
    items = AgendaItem.objects.public().filter(coming, paper__isnull=False, outcome="", result="")
    stations = Consultation.objects.public().filter(coming, paper__isnull=False, agenda_item=None)
    return Q(pk__in=items.order_by().values("paper")) | Q(pk__in=stations.order_by().values("paper"))


WAITING = Prepared(
    lambda pk, now: Paper.objects.filter(still_before(now), pk=pk).values_list("pk", flat=True)
)


def _ended(items: QuerySet[AgendaItem], outcome: str) -> QuerySet[Any]:
    """The papers whose last item with an outcome has this one."""
    dealt = items.filter(meeting__public=True, meeting__deleted_at=None)
    later = dealt.filter(paper=OuterRef("paper"), meeting__starts_at__gt=OuterRef("meeting__starts_at"))
    last = dealt.filter(~Exists(later.exclude(outcome="")), outcome=outcome)
    return last.order_by().values("paper")


def page_of(filters: PaperFilters, number: int) -> tuple[list[Paper], int, int, int]:
    """Rows of a page with their items, how many there are, the page that is shown and how many pages."""
    found = matching(filters)
    number = min(max(1, number), MOST_PAGES)
    numbers, total = _numbers(found, number)
    if not numbers and number > 1:
        number = max(1, -(-found.count() // PAGE))
        numbers, total = _numbers(found, number)
    items = (
        AgendaItem.objects.public()
        .filter(meeting__public=True, meeting__deleted_at=None)
        .select_related("meeting__body")
        .order_by(F("meeting__starts_at").asc(nulls_last=True), "id")
    )
    rows = Paper.objects.prefetch_related(Prefetch("items", items, to_attr="public_items"), "places")
    by_number = rows.in_bulk(numbers)
    _mark_waiting(by_number)
    return [by_number[one] for one in numbers], total, number, max(1, -(-total // PAGE))


def _mark_waiting(by_number: Mapping[int, Paper]) -> None:
    waiting = Paper.objects.filter(still_before(timezone.now()), pk__in=list(by_number))
    for pk in waiting.values_list("pk", flat=True):
        by_number[pk].waits = True


def _numbers(found: QuerySet[Paper], page: int) -> tuple[list[int], int]:
    """The numbers of a page, and in the same question how many there are in all; nothing behind the last page."""
    rows = found.annotate(total=Window(Count("pk"))).values_list("pk", "total")
    piece = list(rows[(page - 1) * PAGE : page * PAGE])
    return [pk for pk, _total in piece], piece[0][1] if piece else 0


def choices_mark() -> tuple[object, ...]:
    """Moves with every change that `choices` can show; only the places are followed no closer than by new ones."""
    newest = ", ".join(
        f'(SELECT MAX("{column}") FROM "{model._meta.db_table}")'  # noqa: S608 (names of our own)
        for model, column in (
            (Paper, "modified_at"), (AgendaItem, "modified_at"), (Meeting, "modified_at"), (BodyProfile, "modified_at"),
            (PaperPlace, "id"),
        )
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}")
        return tuple(cursor.fetchone())


def choices() -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: bodies, kinds, years, outcomes, places that occur in public papers, as value and name."""
    papers = Paper.objects.public().filter(stub=False)
    items = AgendaItem.objects.public().filter(
        paper__in=papers, meeting__public=True, meeting__deleted_at=None
    )
    years = (
        papers.filter(date__isnull=False).annotate(year=ExtractYear("date")).values_list("year", flat=True)
    )
    places = papers.filter(places__rejected=False).values_list("places__name", flat=True)
    outcomes = set(items.exclude(outcome="").order_by().values_list("outcome", flat=True).distinct())
    return {
        "bodies": list(
            items.order_by("meeting__body__name").values_list("meeting__body__key", "meeting__body__name").distinct()
        ),
        "kinds": [
            (kind, kind)
            for kind in papers.exclude(paper_type="").order_by("paper_type").values_list("paper_type", flat=True).distinct()
        ],
        "years": [(str(year), str(year)) for year in sorted(set(years.order_by().distinct()), reverse=True)],
        "results": [(one.value, str(one.label)) for one in Outcome if one.value in outcomes],
        "places": [(name, name) for name in places.order_by("places__name").distinct()[:500] if name],
    }  # fmt: skip


def one(pk: int) -> Paper | None:
    """A public paper with its files, stations and places."""
    files = File.objects.select_related("upload")
    stations = (
        Consultation.objects.public()
        .select_related("meeting__body", "agenda_item__meeting__body")
        .prefetch_related("organisations")
        .order_by("id")
    )
    items = AgendaItem.objects.filter(deleted_at=None).select_related("meeting__body")
    found: Paper | None = (
        Paper.objects.public()
        .filter(pk=pk, stub=False)
        .select_related("main_file__upload")
        .prefetch_related(
            Prefetch("files", files), Prefetch("consultations", stations), Prefetch("items", items), "places__district",
            "originators", "originator_persons", "departments", "related", "parents", "children",
        )
        .first()
    )  # fmt: skip
    if found is not None:
        found.waits = bool(WAITING(pk, timezone.now()))
    return found
