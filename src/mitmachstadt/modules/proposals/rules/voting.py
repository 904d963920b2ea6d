"""Decisions about votes: the terms of one proposal, who may vote, what a vote changes, which threshold was crossed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.rules.town import ProposalRules
from mitmachstadt.spine.problems import Problem

UP, NONE, DOWN = 1, 0, -1
VALUES = (UP, NONE, DOWN)
MAX_REASON = 300
#: Without figures of the residents nobody can say how many a per cent is; then so many votes are asked for.
WITHOUT_FIGURES = 100


@dataclass(frozen=True)
class Threshold:
    """So many votes in favour oblige somebody: `body` is the key of a body, "" the unit in charge."""

    key: str
    votes: int
    body: str
    text: str
    en: str = ""


@dataclass(frozen=True)
class Terms:
    """The rules of one proposal as they were on the day of its release; afterwards only days that were lost are added."""

    who: str
    min_age: int
    ends_on: date
    thresholds: tuple[Threshold, ...]

    def kept(self) -> dict[str, Any]:
        """As the table keeps them."""
        return {**asdict(self), "ends_on": self.ends_on.isoformat()}


def terms_of(kept: Mapping[str, Any]) -> Terms:
    """The terms that the table keeps."""
    return Terms(
        who=kept["who"],
        min_age=kept["min_age"],
        ends_on=date.fromisoformat(kept["ends_on"]),
        thresholds=tuple(Threshold(**one) for one in kept["thresholds"]),
    )


def terms_on(rules: ProposalRules, day: date, residents: int | None) -> Terms:
    """The terms of a proposal released on `day`, the least threshold first; per cent become votes, rounded up."""
    found = []
    for one in rules.thresholds:
        votes = one.votes
        if votes is None:
            votes = ceil((one.percent or 0) / 100 * residents) if residents else WITHOUT_FIGURES
        found.append(Threshold(one.key, max(1, votes), one.body, one.text, one.en))
    found.sort(key=lambda one: one.votes)
    last = day + timedelta(days=rules.voting.days)
    return Terms(rules.voting.who, rules.voting.min_age, last, tuple(found))


def run_on(terms: Terms, away_since: date, today: date) -> Terms:
    """The terms with as many days more as nobody could vote, because the proposal was checked or hidden from `away_since`
    until today; a day on which people could vote for a part is none of them."""
    lost = max(0, (today - away_since).days)
    return replace(terms, ends_on=terms.ends_on + timedelta(days=lost))


def voting_problems(
    terms: Terms, *, open_state: bool, today: date, resident: bool, old_enough: bool
) -> list[Problem]:
    """Why a person may not vote now; empty when they may."""
    if not open_state or today > terms.ends_on:
        return [Problem("", "closed", _("The vote on this proposal has ended."))]
    if terms.who == "residents" and not resident:
        words = _("Here only people vote who have proven that they live in the town.")
        return [Problem("", "not_proven", words)]
    if terms.min_age and not old_enough:
        age = _("Please prove first that you are at least %(age)s years old.") % {"age": terms.min_age}
        return [Problem("", "age_not_proven", age)]
    return []


def vote_problems(value: int, reason: str, text: str, reasons: Iterable[str]) -> list[Problem]:
    """What is wrong with a vote itself."""
    if value not in VALUES:
        return [Problem("vote", "value", _("A vote is for, against, or none."))]
    found = []
    if reason and reason not in set(reasons):
        found.append(Problem("reason", "unknown", _("Please choose a reason from the list.")))
    if len(text) > MAX_REASON:
        found.append(Problem("text", "too_long", _("At most 300 characters, please.")))
    if value != DOWN and (reason or text):
        found.append(Problem("reason", "not_here", _("A reason belongs to a vote against.")))
    return found


def counted(up: int, down: int, before: int, after: int) -> tuple[int, int]:
    """Both numbers after a vote went from `before` to `after`."""
    return (up + (after == UP) - (before == UP), down + (after == DOWN) - (before == DOWN))


def crossed(terms: Terms, up: int, known: Iterable[str]) -> list[Threshold]:
    """The thresholds that `up` reaches and that were not crossed before, the highest last."""
    seen = set(known)
    return [one for one in terms.thresholds if up >= one.votes and one.key not in seen]


def next_threshold(terms: Terms, up: int) -> Threshold | None:
    """The next one still to reach, else the highest; None where the town has none."""
    waiting = [one for one in terms.thresholds if up < one.votes]
    return waiting[0] if waiting else (terms.thresholds[-1] if terms.thresholds else None)


def reached_threshold(terms: Terms, up: int) -> Threshold | None:
    """The highest one that was reached; None where none was."""
    there = [one for one in terms.thresholds if up >= one.votes]
    return there[-1] if there else None
