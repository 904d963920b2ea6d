"""Decisions about cases as pure functions: what a step lacks, who may take it, in which group of the inbox a duty stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.cases.registry import CaseKind, Given, Transition
from mitmachstadt.spine.problems import Problem

Group = Literal["overdue", "today", "week", "later", "closed"]
GROUPS: tuple[Group, ...] = ("overdue", "today", "week", "later", "closed")
ALL_UNITS = frozenset({"coordinator", "moderator", "operator"})
#: Enough for a sentence; a shorter reason explains nothing to anybody.
MIN_REASON = 20
MAX_TEXT = 8000

STALE = Problem("", "stale", _("Somebody else has just worked on this case. Please look at it again."))
NOT_ALLOWED = Problem("", "not_allowed", _("You may not take this step."))
NOT_NOW = Problem("", "not_now", _("This step does not fit the present state of the case."))

MISSING: dict[str, Problem] = {
    "text": Problem("text", "missing", _("Please write at least one sentence.")),
    "reason": Problem("reason", "missing", _("Please give the reason in at least one sentence.")),
    "outcome": Problem("outcome", "missing", _("Please choose an outcome.")),
    "day": Problem("day", "missing", _("Please give a date.")),
    "file": Problem("file", "missing", _("Please add the file: a PDF or a picture.")),
}


def is_overdue(due_on: date | None, today: date) -> bool:
    """A duty may be done on its last day; from the day after it is overdue."""
    return due_on is not None and due_on < today


def group_of(due_on: date | None, today: date) -> Group:
    """The group of the inbox: this week ends on Sunday; without an open duty the case is closed."""
    if due_on is None:
        return "closed"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    return "week" if due_on <= today + timedelta(days=6 - today.weekday()) else "later"


def lacks(step: Transition, given: Given) -> list[Problem]:
    """What a step asks for and did not get; a reason needs 20 characters."""
    found = []
    for need in sorted(step.needs):
        value = getattr(given, need)
        enough = (
            len(" ".join(value.split())) >= MIN_REASON if need == "reason" else bool(str(value or "").strip())
        )
        if not enough:
            found.append(MISSING[need])
    for name in ("text", "reason", "letter", "effect", "vote"):
        if len(getattr(given, name)) > MAX_TEXT:
            found.append(
                Problem(name, "too_long", _("This text is longer than 8,000 characters. Please shorten it."))
            )
    return found


def may_take(step: Transition, roles: Iterable[tuple[str, int | None]], units: Iterable[int]) -> bool:
    """True when one of `roles` (role, organisation id) may take the step on a case of one of `units`.

    Clerks act for their own units only; all other roles act for the whole town.
    """
    own = set(units)
    return any(role in step.roles and (role in ALL_UNITS or org is None or org in own) for role, org in roles)


def ends(kind: CaseKind, state: str) -> bool:
    """True when `state` is an end of the case."""
    return kind.state(state).final
