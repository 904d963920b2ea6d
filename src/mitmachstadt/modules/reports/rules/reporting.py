"""Whether a report may be taken, what stops it, and how it may be closed; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.reports.rules.town import Category, Emergency, Question, ReportRules
from mitmachstadt.spine.problems import Problem

WORD = re.compile(r"\w+")
MAX_TEXT = 4000
MAX_ANSWER = 500
MAX_PHOTOS = 5
#: A report may have been written without network and sent later, but not from the future or from long ago.
OLDEST_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What somebody reports: the category's key, the words, the answers by key, the point and the place in words."""

    category: str
    text: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    lat: float | None = None
    lon: float | None = None
    label: str = ""
    observed_at: datetime | None = None


def may_report(what: Reported, rules: ReportRules, now: datetime) -> list[Problem]:
    """What is wrong with a report; empty: it may be taken. Whether its point lies in town is asked of the map."""
    problems = []
    category = rules.category(what.category)
    if not what.category:
        problems.append(Problem("category", "missing", _("Please choose what it is about.")))
    elif category is None:
        problems.append(
            Problem("category", "closed", _("This is no longer taken here. Please choose what fits best."))
        )
    if len(what.text) > MAX_TEXT:
        problems.append(
            Problem(
                "text",
                "too_long",
                format_lazy(
                    _("Your text is {length} characters long, {most} are possible."),
                    length=len(what.text),
                    most=MAX_TEXT,
                ),
            )
        )
    if (what.lat is None or what.lon is None) and not what.label.strip():
        problems.append(
            Problem("place", "missing", _("Please say where it is: tap the map or write an address."))
        )
    if what.observed_at is not None:
        if what.observed_at > now + timedelta(minutes=10):
            problems.append(Problem("observed_at", "future", _("This time is still to come.")))
        elif what.observed_at < now - timedelta(days=OLDEST_DAYS):
            problems.append(
                Problem("observed_at", "old", _("That is too long ago. Please have a fresh look."))
            )
    if category is not None:
        problems += problems_with_answers(category, what.answers)
    return problems


def problems_with_answers(category: Category, answers: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the answers to the category's own questions; unknown keys are nobody's business."""
    problems = []
    for question in category.questions:
        given = answers.get(question.key)
        values = [str(one) for one in given] if isinstance(given, list | tuple) else [str(given or "")]
        values = [one.strip() for one in values if one.strip()]
        name = f"q_{question.key}"
        if not values:
            if question.required:
                problems.append(Problem(name, "missing", _("Please answer this question.")))
        elif not all(_fits(question, one) for one in values):
            problems.append(Problem(name, "unknown", _("This answer does not fit.")))
        elif question.kind != "many" and len(values) > 1:
            problems.append(Problem(name, "many", _("Please give one answer.")))
    return problems


def _fits(question: Question, value: str) -> bool:
    if question.kind in ("one", "many"):
        return value in {choice.key for choice in question.choices}
    if question.kind == "number":
        return bool(re.fullmatch(r"-?\d{1,9}([.,]\d{1,6})?", value))
    if question.kind == "datetime":
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
    return len(value) <= MAX_ANSWER


def emergency_in(text: str, rules: ReportRules) -> Emergency | None:
    """The emergency that a text speaks of, by whole words or beginnings of words; None for everyday matters."""
    plain = f" {' '.join(WORD.findall(text.casefold()))} "
    for one in rules.emergencies:
        if any(f" {word.casefold()}" in plain for word in one.words):
            return one
    return None


@dataclass(frozen=True, kw_only=True)
class Known:
    """An open report near by, as far as likeness is judged by it."""

    number: str
    category: str
    group: str
    metres: float
    age_days: int
    words: frozenset[str] = frozenset()


def likeness(category: str, group: str, words: frozenset[str], known: Known, rules: ReportRules) -> float:
    """How likely an open report is the same, 0 to 1: near, of the same category or tile, lately, in the same words.

    0 beyond the town's metres or days, and for another tile.
    """
    limits = rules.duplicates
    if known.metres > limits.metres or known.age_days > limits.days:
        return 0.0
    if category and known.category == category:
        kind = 1.0
    elif group and known.group == group:
        kind = 0.6
    elif not category and not group:
        kind = 0.5
    else:
        return 0.0
    near = 1 - known.metres / limits.metres
    fresh = 1 - known.age_days / max(1, limits.days)
    both = len(words & known.words) / len(words | known.words) if words | known.words else 0.0
    return round(kind * (0.45 + 0.3 * near + 0.1 * fresh + 0.15 * both), 4)


def plain_words(text: str) -> frozenset[str]:
    """Words of four letters and more, small."""
    return frozenset(word for word in WORD.findall(text.casefold()) if len(word) > 3)


def may_close(
    reason_key: str,
    sentence: str,
    rules: ReportRules,
    *,
    fixed: bool,
    day: date | None,
    photo: bool,
    today: date,
) -> list[Problem]:
    """What is missing for an honest end: a reason of the right kind and a sentence; for a repair a photo or its day."""
    problems = []
    reason = rules.reason(reason_key)
    if reason is None or reason.fixed != fixed:
        problems.append(Problem("closing_reason", "missing", _("Please choose the reason.")))
    if not sentence.strip():
        problems.append(Problem("text", "missing", _("Please write at least one sentence.")))
    if fixed and day is None and not photo:
        problems.append(
            Problem("day", "no_proof", _("A repair needs a photo of it or the day on which it was done."))
        )
    if day is not None and fixed and day > today:
        problems.append(Problem("day", "future", _("This day is still to come.")))
    return problems


def may_dispute(
    state: str, closed_on: date | None, disputed: bool, rules: ReportRules, today: date
) -> list[Problem]:
    """Whether the reporter may say that it is not fixed: once, and within the town's days after the end."""
    if state not in ("fixed", "closed"):
        return [Problem("", "not_closed", _("This report is not closed."))]
    if disputed:
        return [Problem("", "once", _("You have objected once already. Please report it anew."))]
    if closed_on is not None and today > closed_on + timedelta(days=rules.days.objection):
        return [Problem("", "late", _("The time to object is over. Please report it anew."))]
    return []


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of routing as far as it decides; `inside` says whether the point lies in its area (None: no area)."""

    key: int
    category: str
    district: str
    words: tuple[str, ...]
    unit: str
    inside: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a report goes: the unit's key, the line that decided (0: the category), and all lines that fit."""

    unit: str
    line: int = 0
    fitting: tuple[int, ...] = ()


def route(category: Category | None, district: str, text: str, lines: Sequence[Line], fallback: str) -> Route:
    """The first line that fits wins, else the category's unit, else `fallback`, where somebody sorts by hand."""
    plain = text.casefold()
    fitting = [
        line
        for line in lines
        if (not line.category or (category is not None and line.category == category.key))
        and (not line.district or line.district == district)
        and (not line.words or any(word.casefold() in plain for word in line.words))
        and line.inside is not False
    ]
    if fitting:
        return Route(unit=fitting[0].unit, line=fitting[0].key, fitting=tuple(line.key for line in fitting))
    return Route(unit=category.unit if category else fallback)
