"""Questions about suggestions: the town's rules of a day, the history behind a case, counts and newest answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import takewhile

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.models import Project, Reading, Suggestion
from mitmachstadt.modules.projects.rules import (
    Decision,
    Duty,
    Event,
    EventKind,
    ListRules,
    Window,
    is_open,
    parse_rules,
    reception,
    standing,
)
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.city.models import District, Organisation, OrganisationKind
from mitmachstadt.spine.city.queries import answering_unit, district_by_name, due_after, residents_of, rule_on
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.problems import Problem, Refused

RULE_KEY = "vorhabenliste"

#: Which line of the timeline is which event of the rules.
EVENTS = {
    "release": EventKind.ACCEPTED,
    "statement": EventKind.STATEMENT,
    "recommendation": EventKind.RECOMMENDATION,
    "decide": EventKind.DECISION,
    "handed_over": EventKind.HANDED_OVER,
    "postpone_recommendation": EventKind.POSTPONED,
    "postpone_decision": EventKind.POSTPONED,
}
#: A line of the timeline after which an event of the rules never was, and what came after it neither.
TAKEN_BACK = {
    "take_back_recommendation": EventKind.RECOMMENDATION,
    "take_back_decide": EventKind.DECISION,
}


@lru_cache(maxsize=32)
def _parsed(data: str) -> ListRules:
    return parse_rules(json.loads(data))


def town_rules(day: date) -> ListRules:
    """The town's rules of the list that hold on `day`; raises `Refused` where the town has none."""
    record = rule_on(RULE_KEY, day)
    if record is None:
        raise Refused(
            [Problem("", "no_rules", _("The town has not set rules for its list of projects yet."))]
        )
    return _parsed(json.dumps(record.data, sort_keys=True))


def rules_of(case: Case) -> ListRules:
    """The rules a case is judged by: those of the day it arrived."""
    return town_rules(timezone.localdate(case.received_at))


def history(case: Case) -> list[Event]:
    """What happened to a suggestion as the rules see it; empty until it was released."""
    events: list[Event] = []
    rules = rules_of(case)
    unit_tasks = {step.task for step in rules.treatment.steps if step.by == "unit"}
    lines = CaseEvent.objects.filter(case=case, kind__in=[*EVENTS, *TAKEN_BACK]).order_by("at", "id")
    for row in lines:
        if row.kind in TAKEN_BACK:
            wrong = [at for at, event in enumerate(events) if event.kind == TAKEN_BACK[row.kind]]
            del events[wrong[-1] if wrong else len(events) :]
            continue
        kind = EVENTS[row.kind]
        if (kind == EventKind.ACCEPTED) != (not events):
            continue
        if kind == EventKind.HANDED_OVER and row.data.get("duty") not in unit_tasks:
            continue
        events.append(event_of(kind, timezone.localdate(row.at), row.data, row.text))
    return events


def was_recommended(case: Case) -> bool:
    """Whether a board's recommendation stands among what happened."""
    return any(event.kind == EventKind.RECOMMENDATION for event in history(case))


def event_of(kind: str, day: date, data: dict[str, str], text: str) -> Event:
    """One line of the timeline as an event of the rules."""
    due = data.get("day")
    return Event(
        kind=kind,
        on=day,
        body=data.get("to", ""),
        outcome=data.get("outcome", ""),
        text=text,
        vote=data.get("vote", ""),
        effect=data.get("effect", ""),
        passed_to=data.get("passed_to", ""),
        due=date.fromisoformat(due) if due else None,
    )


def standing_of(case: Case) -> Duty | Decision | None:
    """The open duty or the decision by the rules; None until the suggestion was released."""
    events = history(case)
    return standing(events, rules_of(case), due_after) if events else None


def body_named(name: str, fallback: Organisation) -> Organisation:
    """The body or board that the rules call by this name, else `fallback` (the unit that keeps the case moving).

    The rules write names as people say them ("Rat der Stadt oder zuständiger Ausschuss"), the town's table writes
    them in full; the body with the most equal words at the beginning is meant.
    """
    bodies = Organisation.objects.filter(kind__in=(OrganisationKind.BODY, OrganisationKind.BOARD))
    ranked = [(equal_words(name, body.name), body) for body in bodies.order_by("-id")]
    most, best = max(ranked, key=lambda pair: pair[0], default=(0, fallback))
    return best if most else fallback


def equal_words(one: str, other: str) -> int:
    """How many words two names share at their beginning."""
    pairs = zip(one.casefold().split(), other.casefold().split(), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def residents_concerned(rules: ListRules, project: Project | None = None, place_text: str = "") -> int | None:
    """The residents a quorum in per cent counts from: of the districts concerned, or of the whole town.

    The town's figures know no ages, so that all residents count; that asks for rather more signatures than too few.
    """
    if rules.quorum is None or rules.quorum.kind != "percent":
        return None
    districts: list[District] = []
    if rules.quorum.area == "concerned" and project is not None and not project.whole_town:
        districts = list(project.districts.all())
    elif rules.quorum.area == "concerned" and project is None:
        named = district_by_name(place_text)
        districts = [named] if named else []
    return residents_of(districts)


def unit_for(project: Project | None) -> Organisation:
    """Who answers first: the unit in charge or the owner of the project; for ideas the town itself.

    Raises `Refused` when the town has no unit that answers cases.
    """
    if project is not None:
        return project.unit or project.owner
    unit = answering_unit()
    if unit is None:
        raise Refused(
            [Problem("", "no_unit", _("The town has not named a unit that answers suggestions yet."))]
        )
    return unit


def window_of(project: Project) -> list[Window]:
    """The window of a project as the rules see it; empty when it has none."""
    return [Window(project.window_start, project.window_end)] if project.window_start else []


def reception_of(project: Project, day: date) -> str:
    """What happens to a suggestion on this project today: open, collect or refuse."""
    return reception(window_of(project), day, town_rules(day))


def in_window(project: Project, day: date) -> bool:
    """Whether `day` lies in the project's window."""
    return any(is_open(window, day) for window in window_of(project))


def next_meeting(project: Project, day: date) -> Reading | None:
    """The next public handling of the project that is already known."""
    return (
        Reading.objects.filter(project=project, day__gte=day, agenda_item__meeting__public=True)
        .select_related("body")
        .order_by("day", "id")
        .first()
    )


@dataclass(frozen=True)
class SuggestionCounts:
    """Suggestions on a project: handed in (released or not, hidden ones left out), and the released ones by outcome."""

    received: int
    released: int
    taken_up: int
    in_part: int
    not_taken_up: int
    referred: int
    waiting: int


def counts(project: Project) -> SuggestionCounts:
    """The counters of a project, in one query."""
    released = Q(case__public=True)
    return SuggestionCounts(
        **Suggestion.objects.filter(project=project, case__hidden=False)
        .exclude(case__state="withdrawn")
        .order_by()
        .aggregate(
            received=Count("pk"),
            released=Count("pk", filter=released),
            taken_up=Count("pk", filter=released & Q(outcome="taken_up")),
            in_part=Count("pk", filter=released & Q(outcome="in_part")),
            not_taken_up=Count("pk", filter=released & Q(outcome="not_taken_up")),
            referred=Count("pk", filter=released & Q(outcome="referred")),
            waiting=Count("pk", filter=released & Q(outcome="")),
        )
    )


def newest_answered(limit: int = 3) -> QuerySet[Suggestion]:
    """Public suggestions that were decided, the newest decision first, for the start page."""
    found: QuerySet[Suggestion] = (
        Suggestion.objects.public()
        .exclude(outcome="")
        .select_related("case", "project")
        .order_by("-outcome_on", "-id")[:limit]
    )
    return found


def similar(suggestion: Suggestion, limit: int = 20) -> QuerySet[Suggestion]:
    """Other suggestions on the same point (or project) that wait in the same state: candidates for one answer."""
    found = Suggestion.objects.filter(
        project=suggestion.project,
        kind=suggestion.kind,
        case__state=suggestion.case.state,
        case__hidden=False,
        outcome="",
    ).exclude(pk=suggestion.pk)
    if suggestion.point_id:
        found = found.filter(point_id=suggestion.point_id)
    return found.select_related("case").order_by("case__received_at")[:limit]


IDEA = Prepared(lambda pk: Suggestion.objects.public().filter(became_id=pk).select_related("case")[:1])


def idea_behind(project: Project) -> Suggestion | None:
    """The idea of residents that this project began with, when everybody may read it."""
    return next(iter(IDEA(project.pk)), None)


@dataclass(frozen=True)
class PromisedStep:
    """One date of the receipt: the task of the rules and the day it is due at the latest."""

    task: str
    body: str
    by_unit: bool
    day: date


def promised_steps(case: Case) -> list[PromisedStep]:
    """The days by which each step happens at the latest, if every step takes all its time; from the rules of the day."""
    release = case.duties.filter(key="release").order_by("id").first()
    day = release.due_on if release else timezone.localdate(case.received_at)
    steps = []
    for step in rules_of(case).treatment.steps:
        day = due_after(day, step.working_days)
        body = case.unit.name if step.by == "unit" else step.body
        steps.append(PromisedStep(step.task, body, step.by == "unit", day))
    return steps


@dataclass(frozen=True)
class PromisedDay:
    """One line of the receipt: a step with its number, or a meeting without one."""

    day: date
    number: int = 0
    step: PromisedStep | None = None
    meeting: Reading | None = None


def promised_days(case: Case, meeting: Reading | None) -> list[PromisedDay]:
    """The steps and the next meeting, in the order of their days; steps are counted from 2, because checking comes first."""
    lines = [PromisedDay(step.day, number, step) for number, step in enumerate(promised_steps(case), start=2)]
    if meeting and meeting.day:
        lines.append(PromisedDay(meeting.day, meeting=meeting))
    return sorted(lines, key=lambda line: line.day)


def answer_by(case: Case) -> date:
    """The day by which the sender has a first answer in the matter."""
    return promised_steps(case)[0].day
