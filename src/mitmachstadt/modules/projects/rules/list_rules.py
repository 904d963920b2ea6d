"""The rules a town gives its list of projects, as values: eight towns differ in data, never in code."""

from dataclasses import field
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from mitmachstadt.modules.projects.rules.spans import DAYS_AT_LEAST, Span, Unit

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

# A yes must be written as a yes and a number as a number: "14" or 1 for true are refused. Only days may be
# ISO text, because the same data lives as JSON in the database.
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Length = Annotated[int, Field(strict=True, ge=1, le=1000)]
Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]

#: Who can act in a release or a treatment. All but the unit are recorded by the coordinator.
Actor = Literal[
    "unit", "coordinator", "board", "district_councils", "committee", "council", "magistrate", "round_table"
]
Bodies = tuple[Text, ...]
ReleaseState = Literal["department_check", "coordination", "board", "members_informed"]
KindKey = Literal["plain", "list_known_plan", "participation", "more_participation", "new_project"]
TaskKey = Literal["statement", "recommendation", "decision"]
WayKey = Literal[
    "administration", "residents", "organisations", "council_member", "parliamentary_group", "council",
    "board", "district_boards", "youth_council", "migration_council", "mayor", "question_time", "forum",
]  # fmt: skip
RhythmKey = Literal["running", "yearly", "half_yearly", "two_or_three_a_year", "quarterly", "monthly"]

#: Kinds of suggestion that speak about a project already on the list; the others bring a plan to the list.
ABOUT_A_PROJECT: frozenset[str] = frozenset({"plain", "participation", "more_participation"})


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Basis:
    """Where a rule comes from; `confirmed` is false for proposals and for what is only concluded."""

    source: Text
    confirmed: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Criterion:
    """One ground for being listed; `threshold_eur` is the least cost in euros that meets it."""

    key: Key
    text: Text
    threshold_eur: Annotated[int, Field(strict=True, ge=1)] | None = None


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Exclusion:
    """One named ground for staying off the list."""

    key: Key
    text: Text


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Criteria(Basis):
    """One criterion met is enough. `must_be_shown` demands one on every published sheet."""

    decided_by: Text
    must_be_shown: Flag
    in_doubt_list: Flag = False
    items: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    exclusions: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, config=STRICT, kw_only=True)
class LeadTime(Basis):
    """The least time between the later of information and publication and the first handling in a body."""

    days: Annotated[int, Field(strict=True, ge=0, le=1000)] | None = None
    weeks: Length | None = None
    months: Length | None = None

    @property
    def span(self) -> Span:
        """The lead time; exactly one of the three lengths is given, the parser sees to it."""
        return _span(days=self.days, weeks=self.weeks, months=self.months) or Span(0, "days")


@dataclass(frozen=True, config=STRICT, kw_only=True)
class InformedBefore(Basis):
    """Whether the members of the council must be informed before a sheet becomes public."""

    required: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class WindowRule(Basis):
    """When suggestions are invited.

    `starts`: "listing" runs from the publication for the length given; "in_between" does too, but ends at the
    latest on the day before the sitting that decides; "always" has no end and no length.
    `outside`: "collect" keeps late suggestions for the next step, "refuse" turns them away.
    """

    starts: Literal["listing", "in_between", "always"]
    outside: Literal["collect", "refuse"]
    days: Length | None = None
    weeks: Length | None = None
    months: Length | None = None

    @property
    def span(self) -> Span | None:
        """The length of the window; None where it is always open."""
        return _span(days=self.days, weeks=self.weeks, months=self.months)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Senders(Basis):
    """Who may hand in a suggestion; `minimum_age` in years, absent where there is none."""

    minimum_age: Annotated[int, Field(strict=True, ge=1, le=120)] | None = None
    residents_only: Flag
    organisations: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class SuggestionKind:
    """One kind of suggestion the town takes; `needs_quorum` asks for the signatures of the quorum."""

    key: KindKey
    text: Text
    needs_quorum: Flag = False


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Suggestions(Basis):
    """The kinds of suggestion of the town."""

    kinds: Annotated[tuple[SuggestionKind, ...], Field(min_length=1)]

    def kind(self, key: str) -> SuggestionKind | None:
        """The kind with this key, or None where the town does not take it."""
        return next((kind for kind in self.kinds if kind.key == key), None)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Quorum(Basis):
    """How many signatures are needed.

    "absolute": `count` persons; "percent": `percent` of the residents of the area who are at least `from_age`
    years old; "not_recorded": the figure is not known to this file, so the quorum is never reached.
    """

    kind: Literal["absolute", "percent", "not_recorded"]
    area: Literal["town", "concerned"]
    count: Count | None = None
    percent: Annotated[int, Field(strict=True, ge=1, le=100)] | None = None
    from_age: Annotated[int, Field(strict=True, ge=1, le=120)] | None = None


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Way:
    """One way on which a project can be proposed for the list."""

    key: WayKey
    text: Text
    needs_quorum: Flag = False


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Ways(Basis):
    """Everybody who may propose a project for the list."""

    items: Annotated[tuple[Way, ...], Field(min_length=1)]

    def way(self, key: str) -> Way | None:
        """The way with this key, or None where the town does not know it."""
        return next((way for way in self.items if way.key == key), None)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ReleaseStep:
    """One state before publication: who ends it, and which bodies must have decided before it ends."""

    state: ReleaseState
    by: Actor
    bodies: Bodies = ()


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Release(Basis):
    """The steps between draft and publication, in order."""

    steps: Annotated[tuple[ReleaseStep, ...], Field(min_length=1)]

    def step(self, state: str) -> ReleaseStep | None:
        """The step of this state, or None where the town's chain does not have it."""
        return next((step for step in self.steps if step.state == state), None)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class TreatmentStep:
    """One duty in the treatment of a suggestion; `working_days` count from the day the duty begins."""

    task: TaskKey
    by: Actor
    body: Text
    working_days: Annotated[int, Field(strict=True, ge=1, le=500)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Treatment(Basis):
    """Who deals with a suggestion, in order; the last step is the decision, and there is only one."""

    steps: Annotated[tuple[TreatmentStep, ...], Field(min_length=1)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Answer(Basis):
    """How a decision must be explained, and whether a decided suggestion may come again without new facts."""

    reason_required_on_refusal: Flag
    no_repeat_without_new_facts: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Rhythm(Basis):
    """How often the list is released; `running` as a rhythm means whenever a project is ready."""

    kind: RhythmKey
    additions_in_between: Flag = False


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Decides(Basis):
    """Which body has the last word on what stands on the list."""

    by: Actor
    body: Text


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ListRules(Basis):
    """The whole rule set of one town for one time: what one `rules/vorhabenliste.toml` says.

    `source` and `confirmed` of the whole speak of the days of validity; each part names its own.
    """

    town: Text
    valid_from: date
    valid_until: date | None = None
    criteria: Criteria
    lead_time: LeadTime
    informed_before_published: InformedBefore
    window: WindowRule
    senders: Senders
    suggestions: Suggestions
    quorum: Quorum | None = None
    ways: Ways
    release: Release
    treatment: Treatment
    answer: Answer
    rhythm: Rhythm
    decides: Decides
    notes: tuple[Text, ...] = field(default=())

    @property
    def lead_time_days(self) -> int:
        """The least number of days the lead time can have (a month counts 28); for sorting and warnings only.

        Dates come from `gate.earliest_meeting_date`, which counts months by the calendar.
        """
        return self.lead_time.span.amount * DAYS_AT_LEAST[self.lead_time.span.unit]

    @property
    def has_board(self) -> bool:
        """Whether a board (or another body beside the council) takes part in the release."""
        return self.release.step("board") is not None


def _span(*, days: int | None, weeks: int | None, months: int | None) -> Span | None:
    given: list[tuple[int | None, Unit]] = [(days, "days"), (weeks, "weeks"), (months, "months")]
    return next((Span(amount, unit) for amount, unit in given if amount is not None), None)
