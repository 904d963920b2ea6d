"""Decisions about comments: what is wrong with one, when it waits for a look, when it may be changed, and the order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Annotated, Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from mitmachstadt.spine.city.rule_files import read
from mitmachstadt.spine.problems import Problem, refuse_if

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
MAX_NAME: Final = 60
MIN_NAME: Final = 2
#: One-sided 90 per cent of the normal distribution.
Z: Final = 1.2816
Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]


class Stance(TextChoices):
    """How a comment stands to what it is about."""

    FOR = "for", pgettext_lazy("stance", "For")
    AGAINST = "against", pgettext_lazy("stance", "Against")
    NEUTRAL = "neutral", pgettext_lazy("stance", "Neutral")
    QUESTION = "question", pgettext_lazy("stance", "Question")


#: Colour and icon of each, always beside its word.
LOOKS: Final = {
    Stance.FOR: ("petrol", "arrow-up"), Stance.AGAINST: ("plum", "arrow-down"), Stance.NEUTRAL: ("grey", "minus"),
    Stance.QUESTION: ("sky", "message"),
}  # fmt: skip


@dataclass(frozen=True, config=STRICT, kw_only=True)
class TalkRules:
    """What a town lays down about comments.

    `edit_minutes`: so long one changes a comment; `cool_down_hours`: comments of younger accounts are looked at first;
    `per_person`, `per_address`: as many in ten minutes; `most`: characters of a comment; `keep_days`: after so many
    days the name goes and the words stay.
    """

    source: str
    confirmed: Annotated[bool, Field(strict=True)]
    valid_from: date
    edit_minutes: Count
    cool_down_hours: Count
    per_person: Annotated[int, Field(strict=True, ge=1, le=1000)]
    per_address: Annotated[int, Field(strict=True, ge=1, le=100_000)]
    most: Annotated[int, Field(strict=True, ge=100, le=8000)]
    working_days: dict[str, Annotated[int, Field(strict=True, ge=1, le=1000)]] = Field(default_factory=dict)
    town: str = ""
    valid_until: date | None = None


READ: TypeAdapter[TalkRules] = TypeAdapter(TalkRules)


def parse_talk_rules(data: Mapping[str, Any]) -> TalkRules:
    """The rules in one file or dated record; raises `Refused`."""
    rules = read(READ, data)
    if rules.valid_until is not None and rules.valid_until < rules.valid_from:
        refuse_if([Problem("valid_until", "ends_before", _("These rules end before they begin."))])
    return rules


def comment_problems(text: str, name: str, stance: str, most: int) -> list[Problem]:
    """What is missing or too long."""
    found = []
    if not text.strip():
        found.append(Problem("text", "missing", _("Please write at least one sentence.")))
    if len(text) > most:
        words = _("Your text is %(n)d characters long, %(most)d are possible.") % {
            "n": len(text),
            "most": most,
        }
        found.append(Problem("text", "too_long", words))
    if not MIN_NAME <= len(name.strip()) <= MAX_NAME or "@" in name:
        asked = _("Please give the name under which everybody reads you: 2 to 60 characters, no address.")
        found.append(Problem("name", "name", asked))
    if stance not in Stance.values:
        found.append(Problem("stance", "missing", _("Please choose how you stand to it.")))
    return found


def waits(joined: datetime, now: datetime, rules: TalkRules, *, held: bool) -> bool:
    """True when somebody looks at a comment before everybody sees it: a new account, or points of the moderation."""
    return held or now - joined < timedelta(hours=rules.cool_down_hours)


def may_edit(written: datetime, now: datetime, minutes: int) -> bool:
    """True within the time in which the author changes the words."""
    return now - written < timedelta(minutes=minutes)


def rank(helpful: int, marks: int) -> float:
    """How helpful a comment is: the lower bound of the share of `helpful` in the `marks` given since it was written.

    Wilson, E. B.: Probable inference (1927), one-sided 90 per cent; 0 to 1, and 0 without a mark. So a late comment
    with few marks can pass an early one with many.
    """
    n = max(marks, helpful)
    if not helpful:
        return 0.0
    share, square = helpful / n, Z * Z
    middle = share + square / (2 * n)
    spread = Z * sqrt((share * (1 - share) + square / (4 * n)) / n)
    return max(0.0, (middle - spread) / (1 + square / n))
