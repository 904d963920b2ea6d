"""The climate check of council papers as pure functions: which light follows, what is missing, what blocks a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.climate.words import Direction, Light, Strength
from mitmachstadt.spine.problems import Problem

#: Fewer characters are no reason that a reader could follow.
MIN_REASON = 20
MOST_TONNES = Decimal(10_000_000)
MOST_YEARS = 100


#: From best to worst for the climate.
ORDER = (
    Light.RELIEVES_STRONG, Light.RELIEVES_MEDIUM, Light.RELIEVES_SLIGHT, Light.NEUTRAL, Light.NO_EFFECT,
    Light.BURDENS_SLIGHT, Light.BURDENS_MEDIUM, Light.BURDENS_STRONG,
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One question of the screening, with an example that helps to answer it."""

    key: str
    text: str
    example: str = ""


@dataclass(frozen=True)
class CheckRules:
    """The dated rule of the check: thresholds in t CO2e a year, `audit_share` of "no effect" answers between 0 and 1.

    `required` says whether a paper needs a check before it is released; `manager` is the key of the unit that comments.
    """

    questions: tuple[Question, ...]
    fields: tuple[tuple[str, str], ...]
    slight: Decimal
    medium: Decimal
    strong: Decimal
    required: bool
    manager: str
    audit_share: float
    few: int
    source: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a department says of a paper; tonnes are magnitudes a year, `direction` gives their sign."""

    screening: Mapping[str, bool]
    no_effect_reason: str = ""
    field: str = ""
    direction: str = ""
    low: Decimal | None = None
    mid: Decimal | None = None
    high: Decimal | None = None
    years: int | None = None
    strength: str = ""
    not_estimable_reason: str = ""
    alternatives: str = ""
    factor_set: str = ""

    @property
    def any_effect(self) -> bool:
        """True when at least one question was answered with yes."""
        return any(self.screening.values())


def strength_of(tonnes: Decimal, rules: CheckRules) -> Strength:
    """The strength of a magnitude in t CO2e a year: below `slight` none, from `strong` on strong."""
    if tonnes < rules.slight:
        return Strength.NONE
    if tonnes < rules.medium:
        return Strength.SLIGHT
    return Strength.MEDIUM if tonnes < rules.strong else Strength.STRONG


def light_of(answers: Answers, rules: CheckRules) -> Light | None:
    """The light that follows from the answers; None while they do not suffice."""
    if not answers.any_effect:
        return Light.NO_EFFECT if set(answers.screening) >= {one.key for one in rules.questions} else None
    if answers.direction not in Direction.values:
        return None
    if answers.mid is not None:
        strength = strength_of(answers.mid, rules)
    elif answers.strength in Strength.values:
        strength = Strength(answers.strength)
    else:
        return None
    if strength == Strength.NONE:
        return Light.NEUTRAL
    return Light(f"{answers.direction}_{strength}")


def problems_with(answers: Answers, rules: CheckRules) -> list[Problem]:
    """What is missing or wrong in a check; empty when it may be handed in."""
    missing = [one for one in rules.questions if one.key not in answers.screening]
    problems = [Problem(f"q_{one.key}", "missing", _("Please answer with yes or no.")) for one in missing]
    if missing:
        return problems
    if not answers.any_effect:
        if len(answers.no_effect_reason.strip()) < MIN_REASON:
            message = _("“No effect” needs a reason that others can follow, in at least 20 characters.")
            problems.append(Problem("no_effect_reason", "missing", message))
        return problems
    if answers.field not in dict(rules.fields):
        problems.append(Problem("field", "missing", _("Please choose the main field of action.")))
    if answers.direction not in Direction.values:
        problems.append(Problem("direction", "missing", _("Please say whether emissions fall or rise.")))
    problems += _problems_with_tonnes(answers)
    if answers.years is not None and not 1 <= answers.years <= MOST_YEARS:
        problems.append(Problem("years", "out_of_range", _("Please give between 1 and 100 years.")))
    return problems


def _problems_with_tonnes(answers: Answers) -> list[Problem]:
    given = [answers.low, answers.mid, answers.high]
    if any(value is not None and not 0 <= value <= MOST_TONNES for value in given):
        return [
            Problem(
                "mid",
                "out_of_range",
                _("Please give tonnes a year as a number from 0 on; the direction says the rest."),
            )
        ]
    if answers.mid is None:
        if answers.low is not None or answers.high is not None:
            return [Problem("mid", "missing", _("A range needs its middle, the most probable value."))]
        problems = []
        if len(answers.not_estimable_reason.strip()) < MIN_REASON:
            message = _(
                "Please give tonnes a year, or say in at least 20 characters why they can not be estimated."
            )
            problems.append(Problem("mid", "missing", message))
        if answers.strength not in Strength.values:
            problems.append(
                Problem("strength", "missing", _("Without tonnes please choose how strong the effect is."))
            )
        return problems
    low = answers.low if answers.low is not None else answers.mid
    high = answers.high if answers.high is not None else answers.mid
    if not low <= answers.mid <= high:
        return [
            Problem("mid", "not_between", _("The middle must lie between the lowest and the highest value."))
        ]
    if not answers.factor_set.strip():
        return [Problem("factor_set", "missing", _("Please name the factors or the source of the estimate."))]
    return []


def needs_alternative(light: Light | None) -> bool:
    """True for a light that may not be released without an alternative that was considered."""
    return light == Light.BURDENS_STRONG


def problems_with_release(
    *, light: Light | None, opinion_light: Light | None, alternatives: str, required: bool
) -> list[Problem]:
    """What forbids the release of a paper; the worse of the department's and the manager's light counts."""
    if light is None:
        if required:
            message = _(
                "The climate check is missing. The department fills it in at the desk, under “Climate check”."
            )
            return [Problem("", "no_check", message)]
        return []
    worst = worse_of(light, opinion_light)
    if needs_alternative(worst) and len(alternatives.strip()) < MIN_REASON:
        message = _(
            "The paper burdens the climate much. It needs at least one alternative that was considered."
        )
        return [Problem("", "no_alternative", message)]
    return []


def worse_of(one: Light, other: Light | None) -> Light:
    """The light that is worse for the climate."""
    return one if other is None else max(one, other, key=ORDER.index)


def in_sample(number: int, seed: int, share: float) -> bool:
    """Whether a "no effect" answer is looked at by hand: a fixed share of them, the same for everybody who computes it."""
    mixed = (number * 2_654_435_761 + seed * 40_503) % 2**32
    return mixed / 2**32 < share


def half_year(day: date) -> str:
    """`2026-1` or `2026-2`."""
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def half_year_span(key: str) -> tuple[date, date]:
    """First and last day of a half-year; ValueError for anything else."""
    year_text, _dash, half = key.partition("-")
    year = int(year_text)
    if half not in {"1", "2"} or not 2000 <= year <= 2100:
        raise ValueError(key)
    return (date(year, 1, 1), date(year, 6, 30)) if half == "1" else (date(year, 7, 1), date(year, 12, 31))


def path_value(start: tuple[int, Decimal], end: tuple[int, Decimal], year: int) -> Decimal:
    """Tonnes a year on the straight way from (year, tonnes) to (year, tonnes): T(y) = E0 + (ET − E0)(y − y0)/(yT − y0)."""
    (first, begins), (last, ends) = start, end
    if year <= first or last == first:
        return begins
    if year >= last:
        return ends
    return begins + (ends - begins) * Decimal(year - first) / Decimal(last - first)


def signed(mid: Decimal | None, direction: str) -> Decimal:
    """Tonnes a year with their sign: savings below zero, burdens above; 0 where nothing was estimated."""
    if mid is None:
        return Decimal(0)
    return -mid if direction == Direction.RELIEVES else mid


def share(part: int, whole: int) -> int | None:
    """Per cent, rounded; None of nothing."""
    return round(100 * part / whole) if whole else None


def sum_signed(rows: Sequence[tuple[Decimal | None, str]]) -> Decimal:
    """The sum of many estimates with their signs."""
    return sum((signed(mid, direction) for mid, direction in rows), Decimal(0))
