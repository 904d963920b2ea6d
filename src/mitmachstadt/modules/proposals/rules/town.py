"""What a town's rule file says about proposals, as values; towns and years differ in data, never in code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from mitmachstadt.spine.city.rule_files import read
from mitmachstadt.spine.problems import Problem, refuse_if

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Days = Annotated[int, Field(strict=True, ge=1, le=1000)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class VotingRule:
    """Who votes: "signed_in" everybody with an account, "residents" who proved to live here; for how many days."""

    who: Literal["signed_in", "residents"]
    min_age: Annotated[int, Field(strict=True, ge=0, le=30)] = 0
    days: Days


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ReasonRule:
    """A short reason that a vote against may carry."""

    key: Key
    text: Text
    en: str = ""


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ThresholdRule:
    """What follows from so many votes in favour: a number, or per cent of the residents of the district (else the town).

    `body` deals with it, "" leaves it to the unit in charge. `text` is a sentence in which `{votes}` stands.
    """

    key: Literal["answer", "deal"]
    votes: Annotated[int, Field(strict=True, ge=1, le=10_000_000)] | None = None
    percent: Annotated[float, Field(gt=0, le=100)] | None = None
    body: str = ""
    text: Text
    en: str = ""


@dataclass(frozen=True, config=STRICT, kw_only=True)
class WritingRule:
    """How long the author rewrites a public proposal: never ("release") or until the first vote ("first_vote").

    Afterwards words are only added below, at most `additions` times while the vote is on.
    """

    free_until: Literal["release", "first_vote"] = "first_vote"
    additions: Annotated[int, Field(strict=True, ge=0, le=20)] = 3


@dataclass(frozen=True, config=STRICT, kw_only=True)
class CoAuthorRule:
    """At most so many people beside the author; an invitation waits for so many days."""

    most: Annotated[int, Field(strict=True, ge=0, le=10)] = 3
    days: Annotated[int, Field(strict=True, ge=1, le=90)] = 14


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ProposalRules:
    """Everything a town lays down about proposals."""

    source: Text
    confirmed: Flag
    voting: VotingRule
    thresholds: tuple[ThresholdRule, ...]
    valid_from: date
    reasons: tuple[ReasonRule, ...] = ()
    working_days: dict[str, Days] = Field(default_factory=dict)
    writing: WritingRule = Field(default_factory=WritingRule)
    co_authors: CoAuthorRule = Field(default_factory=CoAuthorRule)
    town: str = ""
    valid_until: date | None = None


READ: TypeAdapter[ProposalRules] = TypeAdapter(ProposalRules)


def parse_proposal_rules(data: Mapping[str, Any]) -> ProposalRules:
    """The rules in one file or dated record; raises `Refused`, its fields are paths such as "voting.days"."""
    rules = read(READ, data)
    problems = []
    if rules.valid_until is not None and rules.valid_until < rules.valid_from:
        problems.append(Problem("valid_until", "ends_before", _("These rules end before they begin.")))
    for one in rules.thresholds:
        if (one.votes is None) == (one.percent is None):
            words = _("A threshold needs either a number of votes or per cent of the residents.")
            problems.append(Problem("thresholds", "either", words))
        if "{votes}" not in one.text:
            words = _("The sentence of a threshold must say “{votes}”.")
            problems.append(Problem("thresholds", "sentence", words))
    if len({one.key for one in rules.thresholds}) != len(rules.thresholds):
        problems.append(Problem("thresholds", "twice", _("A threshold stands twice.")))
    refuse_if(problems)
    return rules
