"""The path of a project from draft to done as data: which step follows, who may take it, what it needs."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.rules.dates import ProjectDates
from mitmachstadt.modules.projects.rules.gate import listing_problems, may_enter_agenda
from mitmachstadt.modules.projects.rules.list_rules import ListRules, Release, ReleaseStep
from mitmachstadt.modules.projects.rules.spans import day_of
from mitmachstadt.modules.projects.rules.texts import MIN_REASON, is_reasoned
from mitmachstadt.modules.projects.states import RESTING_STATES, RUNNING_STATES, State
from mitmachstadt.spine.problems import Problem

UNIT = ("clerk", "coordinator")
COORDINATOR = ("coordinator",)


@dataclass(frozen=True)
class Transition:
    """One step of the path: the roles that may take it (one is enough) and the names of what it needs."""

    source: str
    target: str
    roles: tuple[str, ...]
    needs: tuple[str, ...] = ()


#: What follows publication is the same in every town; what comes before is the town's release chain.
AFTER_PUBLICATION: tuple[Transition, ...] = (
    Transition(State.PUBLISHED, State.FIRST_READING, COORDINATOR, ("reading",)),
    # Some projects need no body, others were decided before there was a list: the reason says which.
    Transition(State.PUBLISHED, State.IN_WORK, UNIT, ("reason",)),
    Transition(State.FIRST_READING, State.IN_WORK, UNIT),
    Transition(State.IN_WORK, State.DONE, UNIT, ("reason",)),
    *(
        Transition(source, target, UNIT, ("reason",))
        for source in (State.PUBLISHED, State.FIRST_READING, State.IN_WORK)
        for target in (State.STOPPED, State.PUT_BACK)
    ),
    Transition(State.PUT_BACK, State.STOPPED, UNIT, ("reason",)),
    *(
        Transition(source, target, COORDINATOR, ("reason", "same_place"))
        for source in (State.PUT_BACK, State.STOPPED, State.DONE)
        for target in (State.PUBLISHED, State.FIRST_READING, State.IN_WORK)
    ),
)

#: The stock a town already had when it began its list: straight to publication, with a public explanation.
FIRST_STOCK = Transition(State.DRAFT, State.PUBLISHED, ("coordinator", "operator"), ("listing_exception",))


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a person gives together with a step; each step reads only what it needs.

    `decisions` names the bodies that have decided, `reading_on` is the day on which a body dealt with the
    project, `exception_reason` the public reason why that was allowed before the lead time was over.
    """

    reason: str = ""
    informed_at: datetime | None = None
    informed_how: str = ""
    decisions: tuple[str, ...] = ()
    reading_on: date | None = None
    exception_reason: str = ""
    listing_exception: str = ""


def transitions(rules: ListRules) -> tuple[Transition, ...]:
    """Every step a project can take under these rules, without the way of the first stock."""
    return (*_release_transitions(rules.release), *AFTER_PUBLICATION)


def release_states(rules: ListRules) -> tuple[str, ...]:
    """The states from draft to publication, in the order of the town's release chain."""
    return (State.DRAFT, *(step.state for step in rules.release.steps), State.PUBLISHED)


def steps_to_publication(state: str, rules: ListRules) -> tuple[str, ...]:
    """The states still to come until publication, for a release by one click; empty for a public project."""
    chain = release_states(rules)
    return chain[chain.index(state) + 1 :] if state in chain else ()


def next_states(
    state: str, rules: ListRules, *, roles: Collection[str] | None = None, rested_from: str = ""
) -> tuple[Transition, ...]:
    """The steps that lead on from `state`: those open to `roles`, or all when `roles` is None.

    A project that rests goes back only to the state it rested from, when that is known.
    """
    return tuple(
        step
        for step in transitions(rules)
        if step.source == state
        and (roles is None or set(roles) & set(step.roles))
        and (not rested_from or "same_place" not in step.needs or step.target == rested_from)
    )


def may_move(
    project: ProjectDates,
    target: str,
    rules: ListRules,
    *,
    roles: Collection[str],
    given: Given | None = None,
    now: datetime,
) -> list[Problem]:
    """What forbids moving the project to `target`; empty when it may go.

    `roles` are the roles the acting person has for this project (a clerk only of its own unit counts), `now`
    is an aware moment. Whether the sheet is complete enough to be published is the question of
    `sheet.check_sheet`.
    """
    given = given or Given()
    step = _step(project, target, rules, given)
    if step is None:
        message = format_lazy(
            _("A project does not go from “{source}” to “{target}”."),
            source=_label(project.state), target=_label(target),
        )  # fmt: skip
        return [Problem("state", "no_such_step", message)]
    problems = []
    if not set(roles) & set(step.roles):
        problems.append(_not_yours())
    for need in step.needs:
        problems += NEEDS[need](project, given, rules, step, now)
    return problems


def may_inform_later(
    project: ProjectDates, *, roles: Collection[str], given: Given, now: datetime
) -> list[Problem]:
    """What forbids recording that the members were informed of a project that is public already.

    Only the first stock is listed before that; without it no body may deal with such a project. The state stays.
    """
    if not project.is_public or project.informed_at is not None:
        message = _("The members are informed on the way to publication; there is nothing to record later.")
        return [Problem("informed_at", "not_later", message)]
    problems = [] if set(roles) & set(COORDINATOR) else [_not_yours()]
    return [*problems, *_told(given, now)]


def moved(project: ProjectDates, target: str, *, given: Given | None = None, now: datetime) -> ProjectDates:
    """The dates after a step that `may_move` allowed; what the action has to write."""
    given = given or Given()
    if target == State.MEMBERS_INFORMED:
        project = replace(project, informed_at=given.informed_at)
    elif target == State.DRAFT:
        # A sheet that is rewritten is a new one: whoever was informed of the old text must hear of the new.
        project = replace(project, informed_at=None)
    elif target == State.PUBLISHED and project.published_at is None:
        project = replace(project, published_at=now, listing_exception=given.listing_exception.strip())
    elif target == State.FIRST_READING and project.first_reading_on is None:
        project = replace(project, first_reading_on=given.reading_on)
    if target in RESTING_STATES and project.state in RUNNING_STATES:
        project = replace(project, rested_from=project.state)
    elif target in RUNNING_STATES:
        project = replace(project, rested_from="")
    return replace(project, state=target)


@lru_cache(maxsize=64)
def _release_transitions(release: Release) -> tuple[Transition, ...]:
    chain = (State.DRAFT, *(step.state for step in release.steps), State.PUBLISHED)
    onward = []
    for source, target in pairwise(chain):
        step = release.step(source)
        needs = ["decisions"] if step is not None and step.bodies else []
        needs += ["informed"] if target == State.MEMBERS_INFORMED else []
        needs += ["order"] if target == State.PUBLISHED else []
        onward.append(Transition(source, target, _roles(step), tuple(needs)))
    back = (Transition(source, State.DRAFT, UNIT, ("reason",)) for source in chain[1:-1])
    return (*onward, *back)


def _roles(step: ReleaseStep | None) -> tuple[str, ...]:
    """Who ends a state: draft and check the unit, all else the coordinator, who records what bodies did."""
    return UNIT if step is None or step.by == "unit" else COORDINATOR


def _step(project: ProjectDates, target: str, rules: ListRules, given: Given) -> Transition | None:
    first_stock = (project.state, target) == (FIRST_STOCK.source, FIRST_STOCK.target)
    if first_stock and given.listing_exception.strip():
        return FIRST_STOCK
    return next((s for s in transitions(rules) if (s.source, s.target) == (project.state, target)), None)


def _not_yours() -> Problem:
    return Problem("state", "not_your_step", _("This step is not yours to take."))


def _label(state: str) -> object:
    return State(state).label if state in State.values else state


def _reason(
    project: ProjectDates, given: Given, rules: ListRules, step: Transition, now: datetime
) -> Sequence[Problem]:
    if is_reasoned(given.reason):
        return ()
    message = format_lazy(_("Please say why, in at least {count} characters."), count=MIN_REASON)
    return (Problem("reason", "reason_missing", message),)


def _informed(
    project: ProjectDates, given: Given, rules: ListRules, step: Transition, now: datetime
) -> Sequence[Problem]:
    return _told(given, now)


def _told(given: Given, now: datetime) -> list[Problem]:
    problems = []
    if given.informed_at is None:
        message = _("Please say when the members of the council were informed.")
        problems.append(Problem("informed_at", "missing", message))
    elif given.informed_at > now:
        message = _("The members cannot have been informed in the future.")
        problems.append(Problem("informed_at", "in_future", message))
    if not given.informed_how.strip():
        message = _("Please say how the members of the council were informed.")
        problems.append(Problem("informed_how", "missing", message))
    return problems


def _decisions(
    project: ProjectDates, given: Given, rules: ListRules, step: Transition, now: datetime
) -> Sequence[Problem]:
    release = rules.release.step(step.source)
    bodies = release.bodies if release is not None else ()
    form = _("The decision of “{body}” is missing.")
    return [
        Problem("decisions", "decision_missing", format_lazy(form, body=body))
        for body in bodies
        if body not in given.decisions
    ]


def _order(
    project: ProjectDates, given: Given, rules: ListRules, step: Transition, now: datetime
) -> Sequence[Problem]:
    candidate = replace(project, published_at=now, listing_exception=given.listing_exception)
    return listing_problems(candidate, rules)


def _listing_exception(
    project: ProjectDates, given: Given, rules: ListRules, step: Transition, now: datetime
) -> Sequence[Problem]:
    if is_reasoned(given.listing_exception):
        return ()
    message = format_lazy(
        _("Everybody will read this reason. Please write at least {count} characters."), count=MIN_REASON
    )
    return (Problem("listing_exception", "reason_too_short", message),)


def _reading(
    project: ProjectDates, given: Given, rules: ListRules, step: Transition, now: datetime
) -> Sequence[Problem]:
    if given.reading_on is None:
        message = _("Please say on which day the body dealt with the project.")
        return (Problem("reading_on", "missing", message),)
    if given.reading_on > day_of(now):
        return (Problem("reading_on", "in_future", _("The reading has not taken place yet.")),)
    return may_enter_agenda(project, given.reading_on, rules, given.exception_reason)


def _same_place(
    project: ProjectDates, given: Given, rules: ListRules, step: Transition, now: datetime
) -> Sequence[Problem]:
    if not project.rested_from or project.rested_from == step.target:
        return ()
    form = _("The project rested in “{state}” and goes on there.")
    message = format_lazy(form, state=_label(project.rested_from))
    return (Problem("state", "other_place", message),)


Need = Callable[[ProjectDates, Given, ListRules, Transition, datetime], Sequence[Problem]]

NEEDS: dict[str, Need] = {
    "reason": _reason,
    "informed": _informed,
    "decisions": _decisions,
    "order": _order,
    "listing_exception": _listing_exception,
    "reading": _reading,
    "same_place": _same_place,
}
