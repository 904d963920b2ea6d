"""Decisions about time: which phase is on, what may be done in it, and whether a plan of phases holds together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.rules.town import BudgetRules
from mitmachstadt.modules.budgets.states import PHASES
from mitmachstadt.spine.problems import Problem


@dataclass(frozen=True)
class Span:
    """A phase of a plan, from its opening to its closing moment."""

    key: str
    opens_at: datetime
    closes_at: datetime


def now_of(spans: Iterable[Span], at: datetime) -> Span | None:
    """The phase that is on at that moment; its opening belongs to it, its closing does not."""
    return next((one for one in spans if one.opens_at <= at < one.closes_at), None)


def next_of(spans: Iterable[Span], at: datetime) -> Span | None:
    """The phase that opens next after that moment."""
    return min((one for one in spans if one.opens_at > at), key=lambda one: one.opens_at, default=None)


def allows(rules: BudgetRules, key: str | None, what: str) -> bool:
    """True when the rules allow `what` in the phase `key`; nothing is allowed between phases. A phase of discussion is there
    to talk, also in a plan whose rules do not know it."""
    if what == key == "discuss":
        return True
    phase = rules.phase(key) if key else None
    return phase is not None and what in phase.allows


def plan_problems(spans: Sequence[Span]) -> list[Problem]:
    """What is wrong with a plan: unknown or doubled keys, an end before the beginning, phases that overlap or stand in
    another order than usual. The fields are the keys."""
    found = []
    for one in spans:
        if one.key not in PHASES:
            found.append(Problem(one.key, "unknown", _("There is no such phase.")))
        if one.closes_at <= one.opens_at:
            found.append(Problem(one.key, "ends_before", _("This phase ends before it begins.")))
    if len({one.key for one in spans}) != len(spans):
        found.append(Problem("", "twice", _("A phase stands twice.")))
    if found:
        return found
    ordered = sorted(spans, key=lambda one: PHASES.index(one.key))
    for before, after in pairwise(ordered):
        if after.opens_at < before.closes_at:
            words = _("This phase begins before the one before it has ended.")
            found.append(Problem(after.key, "overlaps", words))
    return found


def plan_from(rules: BudgetRules, first: date, zone: tzinfo) -> list[Span]:
    """The usual phases one after the other, each from 0:00 of its first day on."""
    spans, day = [], first
    for one in rules.phases:
        until = day + timedelta(days=one.days)
        spans.append(Span(one.key, _midnight(day, zone), _midnight(until, zone)))
        day = until
    return spans


def a_year_later(moment: datetime, zone: tzinfo, years: int = 1) -> datetime:
    """The same day and hour of the clock in another year; the 29 of February becomes the 1 of March."""
    local = moment.astimezone(zone)
    try:
        moved = local.replace(year=local.year + years, tzinfo=None)
    except ValueError:
        moved = local.replace(year=local.year + years, month=3, day=1, tzinfo=None)
    return moved.replace(tzinfo=zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def admit_problems(vote_opens_at: datetime | None, now: datetime, on_ballot: bool) -> list[Problem]:
    """Nothing comes onto the ballot once people vote; what was there may come back."""
    if vote_opens_at is None or now < vote_opens_at or on_ballot:
        return []
    return [Problem("", "vote_began", _("The vote has begun. Nothing new comes onto the ballot any more."))]


def after_vote_problems(vote_closes_at: datetime | None, now: datetime) -> list[Problem]:
    """Nobody advises and nobody decides while people still vote."""
    if vote_closes_at is None or now >= vote_closes_at:
        return []
    return [Problem("", "vote_is_on", _("The vote has not ended yet."))]


def after_meeting_problems(meeting_at: datetime | None, now: datetime) -> list[Problem]:
    """What a body decided is entered once it has met."""
    if meeting_at is not None and meeting_at <= now:
        return []
    return [Problem("", "not_met", _("The meeting is still to come."))]
