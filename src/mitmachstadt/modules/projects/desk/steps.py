"""The path of one project for the desk: the one next step, the other ones, the line of stops, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mitmachstadt.modules.projects.actions.common import dates_of
from mitmachstadt.modules.projects.actions.fields import LABELS, from_rules, sheet_of, values_of
from mitmachstadt.modules.projects.forms.steps import StepForm
from mitmachstadt.modules.projects.models import Participation, Project, Reading, State
from mitmachstadt.modules.projects.permissions import roles_for
from mitmachstadt.modules.projects.presenters.words import Chip, near_day, status_chip
from mitmachstadt.modules.projects.rules import (
    INTERNAL_STATES,
    RESTING_STATES,
    ListRules,
    Transition,
    check_sheet,
    earliest_meeting_date,
    may_enter_agenda,
    next_states,
    release_states,
    steps_to_publication,
    window_for,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.ui.words import day, weekday_and_day

CHIPS = {State.MEMBERS_INFORMED: "informed", State.BOARD: "coordination"}
ICONS = {
    State.DRAFT: "pencil", State.DEPARTMENT_CHECK: "check", State.COORDINATION: "merge", State.BOARD: "users",
    State.MEMBERS_INFORMED: "people", State.PUBLISHED: "megaphone", State.FIRST_READING: "gavel",
    State.IN_WORK: "spanner", State.DONE: "check-circle", State.STOPPED: "cross-circle", State.PUT_BACK: "pause",
}  # fmt: skip


def chip_of(project: Project) -> Chip:
    """The chip of the project's state on the desk; hidden ones say so."""
    if project.hidden:
        return Chip("grey", "eye-off", pgettext("project", "Hidden"))
    if project.state == State.BOARD:
        return Chip("plum", "users", str(State.BOARD.label))
    return status_chip(CHIPS.get(State(project.state), project.state))


def verb(target: str) -> str:
    """What the button of a step says."""
    words = {
        State.DRAFT: pgettext("step", "Back to the draft"),
        State.DEPARTMENT_CHECK: pgettext("step", "Give to the department for checking"),
        State.COORDINATION: pgettext("step", "Give to the coordinators"),
        State.BOARD: pgettext("step", "Give to the board"),
        State.MEMBERS_INFORMED: pgettext("step", "Record that the members are informed"),
        State.PUBLISHED: pgettext("step", "Publish now"),
        State.FIRST_READING: pgettext("step", "Record the first reading"),
        State.IN_WORK: pgettext("step", "Start the work"),
        State.DONE: pgettext("step", "Report as done"),
        State.STOPPED: pgettext("step", "Stop the project"),
        State.PUT_BACK: pgettext("step", "Put the project back"),
    }
    return words.get(State(target), str(State(target).label))


def question(target: str) -> str:
    """The heading of the field for the next step."""
    words = {
        State.DEPARTMENT_CHECK: _("Is the draft ready for the department?"),
        State.COORDINATION: _("Has the department checked the sheet?"),
        State.BOARD: _("Does the board get the sheet now?"),
        State.MEMBERS_INFORMED: _("Are the members of the council informed?"),
        State.PUBLISHED: _("May everybody see it?"),
        State.FIRST_READING: _("Has a body dealt with it?"),
        State.IN_WORK: _("Does the work begin?"),
        State.DONE: _("Is everything done?"),
    }
    return words.get(State(target), verb(target))


@dataclass(frozen=True)
class PathView:
    """Everything the desk shows of a path; `main` is the one next step, `blocked` why it is not this person's, `waits`
    what a published project waits for before it can be taken."""

    main: StepForm | None = None
    others: list[StepForm] = field(default_factory=list)
    heading: str = ""
    why: str = ""
    blocked: str = ""
    gaps: list[tuple[str, str]] = field(default_factory=list)
    both: bool = False
    waits: str = ""
    scheduled: bool = False


def path_view(
    project: Project, person: User, rules: ListRules, today: date, bound: StepForm | None = None
) -> PathView:
    """The path for this person; `bound` is a form that came back with errors and replaces its fresh twin."""
    onward = next_states(project.state, rules, rested_from=project.resume_state)
    roles = roles_for(person, project)
    allowed = [step for step in onward if roles & set(step.roles)]
    main = main_step(project, onward)
    gaps = publication_gaps(project, rules, today) if project.state in INTERNAL_STATES else []
    forms = [_form(project, step, rules, bound) for step in allowed]
    first = next((form for form in forms if form.step is main), None)
    others = [form for form in forms if form is not first]
    if main is None:
        coming = _coming(project, today)
        return PathView(others=others, waits=_waits(project, coming, today), scheduled=coming is not None)
    if first is None:
        blocked = _("Next is: %(step)s. The coordinators do it.") % {"step": verb(main.target)}
        return PathView(others=others, blocked=blocked, gaps=gaps)
    return PathView(
        main=first,
        others=others,
        heading=question(main.target),
        why=_why(project, main, rules, today),
        gaps=gaps,
        both=main.target == State.MEMBERS_INFORMED
        and steps_to_publication(project.state, rules) == (State.MEMBERS_INFORMED, State.PUBLISHED)
        and not gaps,
    )


def main_step(project: Project, onward: tuple[Transition, ...]) -> Transition | None:
    """The one step that leads on: along the chain, from publication to the first reading, from there to work and done."""
    order = [
        *(step.target for step in onward if project.state in INTERNAL_STATES and step.target != State.DRAFT),
        State.FIRST_READING,
        State.IN_WORK,
        State.DONE,
    ]
    if project.state in RESTING_STATES:
        return None
    targets = {step.target: step for step in onward}
    if project.state == State.PUBLISHED and not _was_read(project):
        return None
    return next((targets[target] for target in order if target in targets), None)


def _was_read(project: Project) -> bool:
    """Whether a meeting that has begun dealt with it, so that its first reading can be recorded."""
    return Reading.objects.filter(
        project=project, day__lte=timezone.localdate(), agenda_item__meeting__cancelled=False
    ).exists()


def _coming(project: Project, today: date) -> Reading | None:
    """The next meeting that deals with the project."""
    found = Reading.objects.filter(project=project, day__gte=today, agenda_item__meeting__cancelled=False)
    return found.select_related("body").order_by("day", "id").first()


def _waits(project: Project, coming: Reading | None, today: date) -> str:
    """What comes next for a published project that no body has dealt with yet; empty for one that rests."""
    if project.state != State.PUBLISHED:
        return ""
    if coming is None:
        return _("Which body deals with it first?")
    words = _("%(body)s deals with it on %(day)s.")
    return words % {"body": coming.body.name, "day": near_day(coming.day, today)}


def _form(project: Project, step: Transition, rules: ListRules, bound: StepForm | None) -> StepForm:
    if bound is not None and bound.step.target == step.target:
        return bound
    return StepForm(step, project.version, bodies_of(project.state, rules), label=verb(step.target))


def bodies_of(state: str, rules: ListRules) -> tuple[str, ...]:
    """The bodies that must have decided before a state ends."""
    step = rules.release.step(state)
    return step.bodies if step is not None else ()


def _why(project: Project, step: Transition, rules: ListRules, today: date) -> str:
    if step.target == State.MEMBERS_INFORMED:
        return _("They hear of it first, then everybody, then the bodies deal with it.")
    if step.target == State.PUBLISHED:
        span = rules.lead_time.span.words
        words = _("One click, and it is on the list. Time until a body can deal with it: %(span)s.") % {
            "span": span
        }
        if project.participation == Participation.YES and project.window_start is None:
            window = window_for(today, rules)
            if window.end:
                words += " " + _("Suggestions are open until %(day)s.") % {"day": day(window.end)}
            else:
                words += " " + _("Suggestions are open until further notice.")
        return words
    return ""


def publication_gaps(project: Project, rules: ListRules, today: date) -> list[tuple[str, str]]:
    """What the sheet lacks for publication: pairs of field and sentence; days of the window set themselves."""
    values = values_of(project)
    if project.participation == Participation.YES and project.window_start is None:
        window = window_for(today, rules)
        values["window_start"], values["window_end"] = window.start, window.end
    problems = from_rules(check_sheet(sheet_of(values, project), rules, purpose="publication"))
    return [
        (problem.field, f"{LABELS.get(problem.field, '')}: {problem}".removeprefix(": "))
        for problem in problems
    ]


@dataclass(frozen=True)
class GateView:
    """The gate in plain words: the earliest day, and why not before."""

    earliest: date
    words: str
    reasons: list[str]
    open_today: bool


def gate_view(project: Project, rules: ListRules, today: date) -> GateView:
    """When a body may deal with the project, and what stands in the way today."""
    dates = dates_of(project)
    earliest = earliest_meeting_date(dates, rules, today=today)
    reasons = [str(problem) for problem in may_enter_agenda(dates, today, rules)]
    return GateView(earliest, weekday_and_day(earliest, today), reasons, not reasons)


def stops(project: Project, readings: list[Reading], rules: ListRules, today: date) -> list[dict[str, Any]]:
    """The whole path as stops for the timeline: what lies behind, where it stands, what is to come."""
    chain = [*release_states(rules), State.FIRST_READING, State.IN_WORK, State.DONE]
    here = project.resume_state if project.state in RESTING_STATES and project.resume_state else project.state
    at = chain.index(here) if here in chain else len(chain) - 1
    found = []
    for number, state in enumerate(chain):
        mark = "done" if number < at else "now" if number == at and project.state == here else ""
        if number == at and project.state != here:
            mark = "done"
        when = _when(project, State(state), readings, today)
        found.append(
            {"what": str(State(state).label), "when": when, "icon": ICONS[State(state)], "state": mark}
        )
    if project.state in RESTING_STATES and project.state != State.DONE:
        since = near_day(project.state_since, today) if project.state_since else ""
        stop = {"what": str(State(project.state).label), "when": since, "icon": ICONS[State(project.state)]}
        found.insert(at + 1, {**stop, "state": "now", "note": project.state_reason})
    return found


def _when(project: Project, state: State, readings: list[Reading], today: date) -> str:
    if state == State.MEMBERS_INFORMED and project.members_informed_at:
        how = f", {project.members_informed_how}" if project.members_informed_how else ""
        return f"{near_day(project.members_informed_at, today)}{how}"
    if state == State.PUBLISHED and project.published_at:
        return near_day(project.published_at, today)
    if state == State.FIRST_READING and readings:
        return f"{readings[0].body.name}, {near_day(readings[0].day, today)}"
    if state == project.state and project.state_since:
        return _("since %(day)s") % {"day": near_day(project.state_since, today)}
    return ""
