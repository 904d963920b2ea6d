"""What residents brought in on the things a body deals with: at its agenda items, and counted per body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from mitmachstadt.modules.council.models import AgendaItem, Meeting, Treated
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.cases.models import Case, CaseEvent, Duty
from mitmachstadt.spine.cases.queries import with_open_duty
from mitmachstadt.spine.cases.registry import State, Transition
from mitmachstadt.spine.city.models import Organisation, OrganisationKind

MOST = 500


@dataclass(frozen=True)
class Treatment:
    """What a body did with a case at an agenda item: the step in words, its outcome, the vote and the body's reason."""

    said: Any
    outcome: State | None
    vote: str
    reason: str
    body: str
    day: date


@dataclass(frozen=True)
class Entry:
    """A case at an agenda item: its words, where it stands, and how it was treated."""

    case: Case
    kind: str
    words: str
    state: State
    url: str
    treated: tuple[Treatment, ...] = ()
    waits_here: bool = False

    @property
    def told(self) -> bool:
        """Whether a treatment says already where the case stands."""
        return any(one.outcome == self.state for one in self.treated)


@dataclass(frozen=True)
class BodyFigures:
    """What a body treated, still owes, and owes too late; all kinds of cases."""

    key: str
    name: str
    treated: int
    open: int
    overdue: int


def words_of(cases: Iterable[Case]) -> dict[int, str]:
    """What the senders wrote, by case, in one question for each kind."""
    by_path: dict[str, list[int]] = {}
    for case in cases:
        kind = registry.find_kind(case.kind)
        if kind and kind.text_path:
            by_path.setdefault(kind.text_path, []).append(case.pk)
    found: dict[int, str] = {}
    for path, ids in by_path.items():
        found.update(Case.objects.filter(pk__in=ids).values_list("pk", path))
    return found


def on_subjects(items: Sequence[AgendaItem], *, public_only: bool = True) -> dict[tuple[str, str], list[Any]]:
    """Cases about the things that stand on these items, by thing, the oldest first."""
    things = {(item.subject_kind, item.subject_id) for item in items if item.subject_kind}
    if not things:
        return {}
    about = Q()
    for kind, key in things:
        about |= Q(subject_kind=kind, subject_id=key)
    cases = Case.objects.public() if public_only else Case.objects.filter(hidden=False)
    found: dict[tuple[str, str], list[Any]] = {}
    rows = with_open_duty(cases.filter(about)).select_related("unit").order_by("received_at", "pk")
    for case in rows[: MOST * len(things)]:
        found.setdefault((case.subject_kind, case.subject_id), []).append(case)
    return found


def of_items(items: Sequence[AgendaItem], meeting: Meeting, now: datetime) -> dict[int, list[Entry]]:
    """Public entries by item: what came before the meeting and was treated here, or is still open; six questions and one
    a kind. What this body treated at another meeting does not stand here again."""
    by_thing = on_subjects(items)
    cases = [case for rows in by_thing.values() for case in rows]
    treated = treatments(items, cases)
    words = words_of(cases)
    bodies = {meeting.body_id, *meeting.more_bodies.values_list("pk", flat=True)} if cases else set()
    elsewhere = _treated_elsewhere(cases, bodies, items)
    found: dict[int, list[Entry]] = {}
    for item in items:
        for case in by_thing.get((item.subject_kind, item.subject_id), []):
            here = treated.get((item.pk, case.pk), ())
            waits = case.due_on is not None and case.duty_unit_id in bodies
            in_time = case.due_on is not None and case.received_at < meeting.begins
            if here or (in_time and (waits or meeting.begins > now or case.pk not in elsewhere)):
                found.setdefault(item.pk, []).append(entry(case, words, here, waits))
    return found


def _treated_elsewhere(
    cases: Sequence[Case], bodies: set[int], items: Sequence[AgendaItem]
) -> frozenset[int]:
    """Cases that these bodies treated at an item which is none of these."""
    if not cases:
        return frozenset()
    marks = Treated.objects.filter(case__in=cases, item__meeting__body__in=bodies).exclude(item__in=items)
    return frozenset(marks.values_list("case", flat=True))


def of_paper(items: Sequence[AgendaItem], now: datetime) -> list[Entry]:
    """Public entries of all agenda items with one paper, each case once with every treatment, the oldest first."""
    found: dict[int, Entry] = {}
    for item in (one for one in items if one.meeting.starts_at):
        for row in of_items([item], item.meeting, now).get(item.pk, []):
            known = found.get(row.case.pk)
            found[row.case.pk] = replace(row, treated=known.treated + row.treated) if known else row
    return sorted(found.values(), key=lambda row: (row.case.received_at, row.case.pk))


def treatments(
    items: Sequence[AgendaItem], cases: Sequence[Case]
) -> dict[tuple[int, int], tuple[Treatment, ...]]:
    """How these cases were treated at these items, by item and case, in the words that everybody may read."""
    kinds = {case.pk: registry.kind_of(case) for case in cases}
    rows = Treated.objects.filter(item__in=items, case__in=kinds).select_related("item__meeting__body")
    marks = list(rows) if kinds else []
    steps: dict[tuple[int, str], list[CaseEvent]] = {}
    if marks:
        told = CaseEvent.objects.filter(
            case__in={mark.case_id for mark in marks}, kind__in={mark.step for mark in marks}, public=True
        )
        for event in told:
            steps.setdefault((event.case_id, event.kind), []).append(event)
    found: dict[tuple[int, int], tuple[Treatment, ...]] = {}
    for mark in marks:
        events = steps.get((mark.case_id, mark.step), [])
        # The same step can be taken at several meetings: this one's is the last that was written before its mark.
        step = next((one for one in reversed(events) if one.at <= mark.at), events[0] if events else None)
        data, kind, meeting = step.data if step else {}, kinds[mark.case_id], mark.item.meeting
        said = next((one.said for one in kind.transitions if one.key == mark.step), None)
        if said is None:  # a step that its module does not know any more
            continue
        here = Treatment(
            said=said,
            outcome=next((state for state in kind.states if state.key == data.get("outcome")), None),
            vote=str(data.get("vote", "")), reason=step.text if step else "", body=meeting.body.name,
            day=timezone.localdate(meeting.begins),
        )  # fmt: skip
        key = (mark.item_id, mark.case_id)
        found[key] = (*found.get(key, ()), here)
    return found


def entry(case: Any, words: dict[int, str], treated: tuple[Treatment, ...] = (), waits: bool = True) -> Entry:
    """A case as the pages show it."""
    kind = registry.kind_of(case)
    return Entry(
        case=case, kind=str(kind.title), words=words.get(case.pk, case.title), state=kind.state(case.state),
        url=reverse("cases:public", args=[case.number]), treated=treated, waits_here=waits,
    )  # fmt: skip


def treating_step(case: Case) -> Transition | None:
    """The step by which a body gives or proposes an outcome in the present state of a case; None when there is none."""
    return next((step for step in registry.kind_of(case).steps_from(case.state) if treats(step)), None)


def treats(step: Transition) -> bool:
    """Whether a body gives or proposes an outcome by this step."""
    return "outcome" in step.needs | step.takes and step.together


def waiting_at(item: AgendaItem, meeting: Meeting) -> dict[str, list[Entry]]:
    """Cases that were there when this meeting began and wait for its bodies, by the step to take; for the person who
    keeps the minutes."""
    bodies = {meeting.body_id, *meeting.more_bodies.values_list("pk", flat=True)}
    cases = [
        case
        for case in on_subjects([item], public_only=False).get((item.subject_kind, item.subject_id), [])
        if case.duty_unit_id in bodies and case.received_at < meeting.begins
    ]
    words = words_of(cases)
    found: dict[str, list[Entry]] = {}
    for case in cases:
        step = treating_step(case)
        if step is not None:
            found.setdefault(f"{case.kind}.{step.key}", []).append(entry(case, words))
    return found


def lacking_at(item: AgendaItem, meeting: Meeting) -> list[Entry]:
    """Open cases that came before this meeting and wait for somebody else: the body can not treat them yet."""
    bodies = {meeting.body_id, *meeting.more_bodies.values_list("pk", flat=True)}
    rows = on_subjects([item], public_only=False).get((item.subject_kind, item.subject_id), [])
    cases = [
        case
        for case in rows
        if case.due_on is not None and case.duty_unit_id not in bodies and case.received_at < meeting.begins
    ]
    done = set(Treated.objects.filter(item=item, case__in=cases).values_list("case", flat=True))
    words = words_of(cases)
    return [entry(case, words) for case in cases if case.pk not in done]


def waiting_counts(items: Sequence[AgendaItem], meeting: Meeting) -> dict[int, int]:
    """How many cases wait at each item for the bodies of this meeting; two questions."""
    bodies = {meeting.body_id, *meeting.more_bodies.values_list("pk", flat=True)}
    by_thing = on_subjects(items, public_only=False)
    return {
        item.pk: sum(
            case.duty_unit_id in bodies
            and case.received_at < meeting.begins
            and treating_step(case) is not None
            for case in by_thing.get((item.subject_kind, item.subject_id), [])
        )
        for item in items
    }


def figures(today: date) -> list[BodyFigures]:
    """Per council body and board, most late ones first; bodies that never had a duty are left out.

    What its author withdrew before the body came to it was not treated by anybody.
    """
    gone = Q(case__state="withdrawn")
    rows = (
        Duty.objects.filter(
            case__hidden=False, unit__kind__in=(OrganisationKind.BODY, OrganisationKind.BOARD)
        )
        .values_list("unit__key", "unit__name")
        .annotate(
            treated=Count("case", filter=Q(done_at__isnull=False) & ~gone, distinct=True),
            waiting=Count("pk", filter=Q(done_at__isnull=True)),
            late=Count("pk", filter=Q(done_at__isnull=True, due_on__lt=today)),
        )
        .order_by("-late", "-waiting", "unit__name")
    )
    return [BodyFigures(*row) for row in rows]


def behind(key: str, figure: str, today: date) -> QuerySet[Any]:
    """The public cases that a figure of a body counts, the newest first; `figure` is a field of `BodyFigures`."""
    duties = Duty.objects.filter(unit__key=key)
    duties = duties.filter(done_at__isnull=figure != "treated")
    if figure == "overdue":
        duties = duties.filter(due_on__lt=today)
    found: QuerySet[Any] = with_open_duty(Case.objects.public()).filter(
        pk__in=duties.order_by().values("case")
    )
    if figure == "treated":
        found = found.exclude(state="withdrawn")
    return found.select_related("unit").order_by("-received_at", "-pk")


def entries(cases: Iterable[Any]) -> list[Entry]:
    """These cases as the pages show them; one question for each kind."""
    rows = list(cases)
    words = words_of(rows)
    return [entry(case, words) for case in rows]


def counts_samples() -> bool:
    """Whether examples are among what is counted, so that the page can say so."""
    bodies = (OrganisationKind.BODY, OrganisationKind.BOARD)
    return Duty.objects.filter(case__hidden=False, case__sample=True, unit__kind__in=bodies).exists()


def late(today: date, most: int) -> list[Entry]:
    """Public cases that a body owes too late, the longest wait first."""
    units = Organisation.objects.filter(kind__in=(OrganisationKind.BODY, OrganisationKind.BOARD)).values("pk")
    rows = (
        with_open_duty(Case.objects.public())
        .filter(duty_unit_id__in=units, due_on__lt=today)
        .select_related("unit")
        .order_by("due_on", "pk")
    )
    return entries(rows[:most])
