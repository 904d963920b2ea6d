"""What a town's rule file says about a citizens' budget, as values; towns, kinds and years differ in data, never in code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from mitmachstadt.modules.budgets.rules.ballots import ballot_rule
from mitmachstadt.spine.city.rule_files import read
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Days = Annotated[int, Field(strict=True, ge=1, le=1000)]
Euros = Annotated[int, Field(strict=True, ge=1, le=100_000_000)]
PhaseName = Literal["announce", "collect", "check", "discuss", "vote", "board", "decide", "build", "done"]
Doing = Literal["apply", "check", "discuss", "vote", "advise", "decide", "pay", "prove"]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ApplyRule:
    """Who applies for how much: whole euros a project, from which age, whether associations may, done in how many years."""

    ceiling: Euros
    min_age: Annotated[int, Field(strict=True, ge=0, le=30)]
    associations: Flag
    owner_consent: Flag
    done_within_years: Annotated[int, Field(strict=True, ge=1, le=10)]
    email_needed: Flag = False


@dataclass(frozen=True, config=STRICT, kw_only=True)
class BoardRule:
    """Who advises after the vote: its name, seats of the parties and of town life."""

    name: Text
    seats: Annotated[int, Field(strict=True, ge=1, le=99)]
    party_seats: Annotated[int, Field(strict=True, ge=0, le=99)] = 0
    other_seats: Annotated[int, Field(strict=True, ge=0, le=99)] = 0


@dataclass(frozen=True, config=STRICT, kw_only=True)
class DecisionRule:
    """Which body decides, by its key, and which name stands where the town keeps no such body."""

    body: Key
    name: Text


@dataclass(frozen=True, config=STRICT, kw_only=True)
class CriterionRule:
    """A sentence by which the board weighs."""

    key: Key
    text: Text
    en: str = ""


@dataclass(frozen=True, config=STRICT, kw_only=True)
class SumRule:
    """The money of one year; 0 for a year without any."""

    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    total: Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
    note: str = ""


@dataclass(frozen=True, config=STRICT, kw_only=True)
class PhaseRule:
    """A phase: how many days it usually takes, what may be done in it, and one sentence on who does what."""

    key: PhaseName
    days: Days
    text: Text
    en: str = ""
    allows: tuple[Doing, ...] = ()


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ProofRule:
    """Days after the notice within which the proof of use is owed, and days to pay back what was not used."""

    days: Annotated[int, Field(strict=True, ge=1, le=4000)]
    remind_days_before: Days = 30
    back_days: Days = 30


@dataclass(frozen=True, config=STRICT, kw_only=True)
class BudgetRules:
    """Everything a town lays down about one kind of citizens' budget; `ballot` is read by `rules.ballots`."""

    source: Text
    confirmed: Flag
    apply: ApplyRule
    board: BoardRule
    decision: DecisionRule
    proof: ProofRule
    phases: tuple[PhaseRule, ...]
    valid_from: date
    ballot: dict[str, Any] = Field(default_factory=dict)
    criteria: tuple[CriterionRule, ...] = ()
    sums: tuple[SumRule, ...] = ()
    working_days: dict[str, Days] = Field(default_factory=dict)
    town: str = ""
    valid_until: date | None = None

    def phase(self, key: str) -> PhaseRule | None:
        """What the rules say of a phase."""
        return next((one for one in self.phases if one.key == key), None)

    def sum_of(self, year: int) -> SumRule | None:
        """The money of a year, None where the rules name none."""
        return next((one for one in self.sums if one.year == year), None)


READ: TypeAdapter[BudgetRules] = TypeAdapter(BudgetRules)


def parse_budget_rules(data: Mapping[str, Any]) -> BudgetRules:
    """The rules in one file, dated record or budget; raises `Refused`, its fields are paths such as "apply.ceiling"."""
    rules = read(READ, data)
    problems = []
    if rules.valid_until is not None and rules.valid_until < rules.valid_from:
        problems.append(Problem("valid_until", "ends_before", _("These rules end before they begin.")))
    if len({one.key for one in rules.phases}) != len(rules.phases):
        problems.append(Problem("phases", "twice", _("A phase stands twice.")))
    if not any("apply" in one.allows for one in rules.phases):
        problems.append(Problem("phases", "no_apply", _("In no phase one may apply.")))
    if rules.board.party_seats + rules.board.other_seats not in (0, rules.board.seats):
        problems.append(Problem("board.seats", "sum", _("The seats of board or jury do not add up.")))
    if len({one.year for one in rules.sums}) != len(rules.sums):
        problems.append(Problem("sums", "twice", _("A year stands twice.")))
    refuse_if(problems + _ballot_problems(rules))
    return rules


def _ballot_problems(rules: BudgetRules) -> list[Problem]:
    """A vote needs a rule that makes sense; its money is the budget's and known only there."""
    if not rules.ballot and not any("vote" in one.allows for one in rules.phases):
        return []
    try:
        ballot_rule(rules.ballot, money=1)
    except Refused as refused:
        return [Problem(f"ballot.{one.field}", one.code, one.message) for one in refused.problems]
    return []
