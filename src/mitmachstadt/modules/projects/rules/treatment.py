"""What becomes of an accepted suggestion: from its events follows one open duty or one reasoned decision."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.projects.rules.list_rules import Actor, ListRules, TaskKey
from mitmachstadt.modules.projects.rules.texts import MIN_REASON, is_reasoned
from mitmachstadt.spine.problems import Problem

#: Gives the day that lies so many working days after a day, by the holidays of the state.
AddWorkingDays = Callable[[date, int], date]


class Outcome(TextChoices):
    """What a body can decide on a suggestion."""

    TAKEN_UP = "taken_up", pgettext_lazy("suggestion outcome", "Taken up")
    IN_PART = "in_part", pgettext_lazy("suggestion outcome", "Taken up in part")
    NOT_TAKEN_UP = "not_taken_up", pgettext_lazy("suggestion outcome", "Not taken up")
    REFERRED = "referred", pgettext_lazy("suggestion outcome", "Passed on")


#: Outcomes that say no, wholly or in part, or send the sender elsewhere: they owe an explanation.
REFUSALS = frozenset({Outcome.IN_PART, Outcome.NOT_TAKEN_UP, Outcome.REFERRED})


class EventKind(TextChoices):
    """What can happen to a suggestion; the first event is always the acceptance."""

    ACCEPTED = "accepted", pgettext_lazy("suggestion event", "Accepted")
    STATEMENT = "statement", pgettext_lazy("suggestion event", "Statement of the department")
    RECOMMENDATION = "recommendation", pgettext_lazy("suggestion event", "Recommendation")
    DECISION = "decision", pgettext_lazy("suggestion event", "Decision")
    HANDED_OVER = "handed_over", pgettext_lazy("suggestion event", "Handed over")
    POSTPONED = "postponed", pgettext_lazy("suggestion event", "Postponed")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to a suggestion on a day.

    `body` is the unit or body that acted, for a hand-over the one that takes over; `passed_to` the office
    that a "referred" suggestion went to. `text` is the statement, recommendation or reason; `due` the new
    day of a postponement; `vote` and `effect` describe a decision; `together_with` names suggestions
    answered with it.
    """

    kind: str
    on: date
    body: str = ""
    outcome: str = ""
    text: str = ""
    vote: str = ""
    effect: str = ""
    passed_to: str = ""
    due: date | None = None
    together_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """The one thing that has to happen next: `body` owes `task` by the end of `due`, since `since`."""

    task: TaskKey
    by: Actor
    body: str
    since: date
    due: date
    step: int


@dataclass(frozen=True)
class Decision:
    """How it ended, with the reason that the public and the sender read."""

    outcome: str
    reason: str
    on: date
    body: str
    vote: str = ""
    effect: str = ""
    passed_to: str = ""
    together_with: tuple[str, ...] = ()


def standing(events: Sequence[Event], rules: ListRules, add_working_days: AddWorkingDays) -> Duty | Decision:
    """The open duty of an accepted suggestion, or the decision that ended it.

    `events` in the order they happened, each allowed by `may_record` when it was recorded. Raises ValueError
    for a history that does not begin with the acceptance.
    """
    if not events or events[0].kind != EventKind.ACCEPTED:
        raise ValueError("The history of a suggestion begins with its acceptance.")
    duty = _duty(0, events[0].on, rules, add_working_days)
    for event in events[1:]:
        if event.kind == EventKind.DECISION:
            return _decision(event, duty)
        duty = _after(duty, event, rules, add_working_days)
    return duty


def may_record(
    events: Sequence[Event], event: Event, rules: ListRules, add_working_days: AddWorkingDays
) -> list[Problem]:
    """What forbids this event after those before it; empty when it may be recorded."""
    if not events:
        if event.kind == EventKind.ACCEPTED:
            return []
        return [Problem("kind", "not_accepted", _("The suggestion has not been accepted yet."))]
    if event.kind == EventKind.ACCEPTED:
        return [Problem("kind", "accepted_before", _("The suggestion was accepted before."))]
    now = standing(events, rules, add_working_days)
    if isinstance(now, Decision):
        return [Problem("kind", "decided", _("The suggestion has been decided already."))]
    problems = []
    if event.on < max(earlier.on for earlier in events):
        problems.append(Problem("on", "too_early", _("This day lies before the last entry.")))
    return [*problems, *_fits(event, now, rules)]


def may_answer_together(
    histories: Mapping[str, Sequence[Event]], event: Event, rules: ListRules, add_working_days: AddWorkingDays
) -> list[Problem]:
    """What forbids one answer to several similar suggestions, given as number -> events.

    All must wait for the same task of the same body; each gets the event, and each sender is told alone.
    """
    if len(histories) < 2:
        return [Problem("suggestions", "too_few", _("Please choose at least two suggestions."))]
    waiting: set[tuple[str, str]] = set()
    problems = []
    for number, events in histories.items():
        found = may_record(events, event, rules, add_working_days)
        if found:
            text = format_lazy("{number}: {message}", number=number, message=found[0].message)
            problems.append(Problem("suggestions", found[0].code, text))
            continue
        now = standing(events, rules, add_working_days)
        if isinstance(now, Duty):
            waiting.add((now.task, now.body))
    if not problems and len(waiting) > 1:
        message = _("These suggestions wait for different steps or bodies and cannot be answered together.")
        problems.append(Problem("suggestions", "different_duties", message))
    return problems


def overdue(now: Duty | Decision, today: date) -> bool:
    """Whether a duty is past its day; the day itself still counts as in time, a decision is never overdue."""
    return isinstance(now, Duty) and today > now.due


def days_overdue(now: Duty | Decision, today: date) -> int:
    """Calendar days since the day a duty was due; 0 when it is not overdue."""
    return (today - now.due).days if isinstance(now, Duty) and today > now.due else 0


def count_overdue(all_standing: Iterable[Duty | Decision], today: date) -> int:
    """The public counter: how many suggestions wait longer than promised."""
    return sum(overdue(now, today) for now in all_standing)


def allowed_events(now: Duty | Decision) -> Collection[str]:
    """The kinds of event that can come next, for the buttons of a desk."""
    if isinstance(now, Decision):
        return ()
    return (now.task, EventKind.HANDED_OVER if now.by == "unit" else EventKind.POSTPONED)


def _duty(step: int, since: date, rules: ListRules, add_working_days: AddWorkingDays) -> Duty:
    rule = rules.treatment.steps[step]
    due = add_working_days(since, rule.working_days)
    return Duty(rule.task, rule.by, rule.body, since, due, step)


def _decision(event: Event, duty: Duty) -> Decision:
    return Decision(
        outcome=event.outcome,
        reason=event.text,
        on=event.on,
        body=event.body or duty.body,
        vote=event.vote,
        effect=event.effect,
        passed_to=event.passed_to,
        together_with=event.together_with,
    )


def _after(duty: Duty, event: Event, rules: ListRules, add_working_days: AddWorkingDays) -> Duty:
    if event.kind == EventKind.HANDED_OVER:
        # The promise was given to the sender: passing a suggestion around inside does not lengthen it.
        return Duty(duty.task, duty.by, event.body, duty.since, duty.due, duty.step)
    if event.kind == EventKind.POSTPONED and event.due is not None:
        return Duty(duty.task, duty.by, duty.body, duty.since, event.due, duty.step)
    return _duty(duty.step + 1, event.on, rules, add_working_days)


def _fits(event: Event, duty: Duty, rules: ListRules) -> Iterable[Problem]:
    if event.kind not in allowed_events(duty):
        message = format_lazy(
            _("Next is “{task}” by {body}."), task=EventKind(duty.task).label, body=duty.body
        )
        yield Problem("kind", "not_next", message)
        return
    if event.kind == EventKind.HANDED_OVER:
        if not event.body.strip():
            yield Problem("body", "missing", _("Please say which unit takes over."))
        elif event.body == duty.body:
            yield Problem("body", "same_unit", _("The suggestion is with this unit already."))
        return
    if event.kind == EventKind.POSTPONED:
        yield from _postponed(event, duty)
        return
    if event.kind == EventKind.DECISION:
        yield from _decided(event, rules)
    elif not event.text.strip():
        yield Problem("text", "missing", _("Please write at least one sentence."))
    elif event.outcome and event.outcome not in Outcome.values:
        yield Problem("outcome", "unknown_outcome", _("Please choose what is to become of the suggestion."))


def _postponed(event: Event, duty: Duty) -> Iterable[Problem]:
    if event.due is None or event.due <= event.on:
        yield Problem("due", "not_later", _("Please give a later day for the treatment."))
    if not is_reasoned(event.text):
        message = format_lazy(_("Please say why, in at least {count} characters."), count=MIN_REASON)
        yield Problem("text", "reason_missing", message)


def _decided(event: Event, rules: ListRules) -> Iterable[Problem]:
    if event.outcome not in Outcome.values:
        yield Problem("outcome", "unknown_outcome", _("Please choose what is to become of the suggestion."))
    if not event.text.strip():
        yield Problem("text", "reason_missing", _("Every decision needs a reason that the sender can read."))
    elif (
        rules.answer.reason_required_on_refusal and event.outcome in REFUSALS and not is_reasoned(event.text)
    ):
        message = format_lazy(
            _("A refusal must be explained, in at least {count} characters."), count=MIN_REASON
        )
        yield Problem("text", "reason_too_short", message)
    if event.outcome == Outcome.REFERRED and not event.passed_to.strip():
        yield Problem("passed_to", "missing", _("Please say to whom the suggestion was passed on."))
