"""Questions about cases: the inbox of a desk, the public counters of what is late, and how long answers take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, FilteredRelation, Q
from django.utils import timezone

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import word
from mitmachstadt.spine.cases import permissions, registry, rules
from mitmachstadt.spine.cases.models import Case, CaseEvent, CaseQuerySet, Duty
from mitmachstadt.spine.prepared import Prepared

PER_PAGE = 60
CACHE_SECONDS = 60


@dataclass(frozen=True)
class InboxFilter:
    """What a clerk asked to see; empty values ask for nothing. `state` is open, overdue, closed, hidden or a key."""

    kind: str = ""
    unit: str = ""
    mine: bool = False
    state: str = "open"
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> InboxFilter:
        """The filter that an address names (`art`, `stelle`, `meins`, `stand`, `q`)."""
        return cls(
            kind=word(query, "art", 40),
            unit=word(query, "stelle", 50),
            mine=query.get("meins") == "1",
            state=word(query, "stand", 40) or "open",
            text=word(query, "q", 200).strip(),
        )

    @property
    def in_use(self) -> bool:
        """True when anything but the plain list of open cases was asked for."""
        return self != InboxFilter()


@dataclass
class Group:
    """Cases that stand together in the inbox."""

    key: rules.Group
    total: int
    cases: list[Case] = field(default_factory=list)


@dataclass
class Inbox:
    """One page of the inbox; `counts` by group speak of all pages."""

    groups: list[Group]
    counts: dict[str, int]
    total: int
    page: int
    pages: int


def with_open_duty(cases: CaseQuerySet) -> Any:
    """Cases with `due_on`, `duty_key` and `duty_unit_id` of their open duty (None for closed ones)."""
    joined: Any = cases.annotate(
        open_duty=FilteredRelation("duties", condition=Q(duties__done_at__isnull=True))
    )
    return joined.annotate(
        due_on=F("open_duty__due_on"), duty_key=F("open_duty__key"), duty_unit_id=F("open_duty__unit_id")
    )


def chosen(person: User, wanted: InboxFilter, today: date) -> Any:
    """The cases of the desk of `person` that the filter leaves."""
    cases = with_open_duty(permissions.visible_to(person))
    if wanted.kind:
        cases = cases.filter(kind=wanted.kind)
    if wanted.unit:
        cases = cases.filter(unit__key=wanted.unit)
    if wanted.mine:
        cases = cases.filter(assignee=person)
    if wanted.state == "open":
        cases = cases.filter(due_on__isnull=False)
    elif wanted.state == "overdue":
        cases = cases.filter(due_on__lt=today)
    elif wanted.state == "closed":
        cases = cases.filter(due_on__isnull=True, hidden=False)
    elif wanted.state == "hidden":
        cases = cases.filter(hidden=True)
    else:
        cases = cases.filter(state=wanted.state)
    if text := wanted.text:
        cases = cases.filter(
            Q(title__icontains=text) | Q(number__icontains=text) | Q(sender_email__iexact=text)
        )
    return cases


def inbox(person: User, wanted: InboxFilter, *, today: date, page: int = 1) -> Inbox:
    """The inbox of `person`: overdue first, then by day; 60 cases a page, three queries."""
    cases = chosen(person, wanted, today)
    days = cases.order_by().values_list("due_on").annotate(number=Count("pk"))
    counts: dict[str, int] = dict.fromkeys(rules.GROUPS, 0)
    for due_on, number in days:
        counts[rules.group_of(due_on, today)] += number
    total = sum(counts.values())
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    order = (F("due_on").asc(nulls_last=True), "-received_at", "pk")
    rows = cases.select_related("unit", "assignee").order_by(*order)[(page - 1) * PER_PAGE : page * PER_PAGE]
    groups: dict[str, Group] = {}
    for case in rows:
        key = rules.group_of(case.due_on, today)
        groups.setdefault(key, Group(key, counts[key])).cases.append(case)
    return Inbox([groups[key] for key in rules.GROUPS if key in groups], counts, total, page, pages)


@dataclass(frozen=True)
class RailCounts:
    """Open cases for the rail: all, one's own, and by kind."""

    all: int
    mine: int
    by_kind: dict[str, int]


def rail_counts(person: User) -> RailCounts:
    """Open cases of the desk of `person`, in one query."""
    rows = (
        with_open_duty(permissions.visible_to(person))
        .filter(due_on__isnull=False)
        .order_by()
        .values_list("kind")
        .annotate(number=Count("pk"), own=Count("pk", filter=Q(assignee=person)))
    )
    by_kind = {kind: (number, own) for kind, number, own in rows}
    return RailCounts(
        sum(number for number, _ in by_kind.values()),
        sum(own for _, own in by_kind.values()),
        {kind: number for kind, (number, _) in by_kind.items()},
    )


def known_to_the_public() -> Q:
    """Cases whose subject is not hidden, by the word of each kind."""
    allowed = Q(pk__in=[])
    for kind in registry.kinds():
        one = Q(kind=kind.key)
        allowed |= one & Q(pk__in=kind.public_ids()) if kind.public_ids else one
    return allowed


def public_cases() -> CaseQuerySet:
    """Cases that everybody may see, their words included."""
    cases: CaseQuerySet = Case.objects.public().filter(known_to_the_public())
    return cases


def public_case(number: str) -> Case | None:
    """A case anybody may ask for by its number: released ones and those that wait for release; None for hidden ones."""
    found: Case | None = (
        with_open_duty(Case.objects.filter(hidden=False).filter(known_to_the_public()))
        .select_related("unit")
        .filter(number__iexact=number.strip())
        .first()
    )
    return found


PUBLIC_EVENTS = Prepared(
    lambda case: (
        CaseEvent.objects.filter(case_id=case, public=True)
        .select_related("actor", "upload")
        .order_by("at", "id")
    )
)


def timeline(case: Case, *, internal: bool) -> Iterable[CaseEvent]:
    """The events of a case in order; only the public ones unless `internal`."""
    if not internal:
        return PUBLIC_EVENTS(case.pk)
    return case.events.select_related("actor", "upload").order_by("at", "id")


@dataclass(frozen=True)
class UnitFigures:
    """How a unit or body stands: cases it answered, duties it still has, and how many of them are late."""

    unit: str
    treated: int
    open: int
    overdue: int


def overdue_figures(today: date) -> list[UnitFigures]:
    """Per unit or body, most late ones first; all kinds, hidden cases left out; kept for a minute."""
    key = f"cases.figures.{today}"
    known: list[UnitFigures] | None = cache.get(key)
    if known is None:
        rows = (
            Duty.objects.filter(case__hidden=False)
            .values_list("unit__name")
            .annotate(
                treated=Count("case", filter=Q(done_at__isnull=False), distinct=True),
                waiting=Count("pk", filter=Q(done_at__isnull=True)),
                late=Count("pk", filter=Q(done_at__isnull=True, due_on__lt=today)),
            )
            .order_by("-late", "unit__name")
        )
        known = [UnitFigures(*row) for row in rows]
        cache.set(key, known, CACHE_SECONDS)
    return known


def overdue_count(today: date | None = None) -> int:
    """How many cases of the whole town wait longer than promised, for the footer and the start page."""
    return sum(row.overdue for row in overdue_figures(today or timezone.localdate()))


def public_counter() -> tuple[int, int]:
    """(answers that are overdue, answers owed or given) for the footer of every page."""
    rows = overdue_figures(timezone.localdate())
    return sum(row.overdue for row in rows), sum(row.treated + row.open for row in rows)


def overdue_cases(today: date) -> CaseQuerySet:
    """Public cases that wait longer than promised, the longest wait first."""
    late: CaseQuerySet = (
        with_open_duty(public_cases())
        .filter(due_on__lt=today)
        .select_related("unit")
        .order_by("due_on", "pk")
    )
    return late


@dataclass(frozen=True)
class Punctuality:
    """Of the duties of one kind that are done: how many, how many of them by their day, and days taken on average."""

    key: str
    done: int
    in_time: int
    days: float


def punctuality() -> list[Punctuality]:
    """How long answers take, by duty, over all cases; kept for a minute."""
    known: list[Punctuality] | None = cache.get("cases.punctuality")
    if known is None:
        taken: dict[str, list[tuple[int, bool]]] = {}
        done = Duty.objects.filter(done_at__isnull=False, case__hidden=False)
        for key, opened, ended, due_on in done.values_list(
            "key", "opened_at", "done_at", "due_on"
        ).iterator():
            if ended is not None:
                day = timezone.localdate(ended)
                taken.setdefault(key, []).append(((day - timezone.localdate(opened)).days, day <= due_on))
        known = [
            Punctuality(key, len(rows), sum(ok for _, ok in rows), sum(days for days, _ in rows) / len(rows))
            for key, rows in sorted(taken.items())
        ]
        cache.set("cases.punctuality", known, CACHE_SECONDS)
    return known


def cases_of(person: User) -> CaseQuerySet:
    """The cases a signed-in person handed in, newest first, for the page about oneself."""
    cases: CaseQuerySet = (
        with_open_duty(Case.objects.filter(sender=person)).select_related("unit").order_by("-received_at")
    )
    return cases
