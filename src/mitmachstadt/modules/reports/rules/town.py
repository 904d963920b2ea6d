"""What a town's file on reports says, as values: categories, questions, deadlines, ways to close. Data, never code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from mitmachstadt.spine.city.rule_files import read
from mitmachstadt.spine.problems import Problem, refuse_if

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
Words = Annotated[str, Field(strict=True, max_length=2000)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Days = Annotated[int, Field(strict=True, ge=0, le=1000)]
Metres = Annotated[int, Field(strict=True, ge=1, le=5000)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Choice:
    """One answer to choose from."""

    key: Key
    text: Text
    en: Words = ""


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Question:
    """Something a category wants to know; `kind` is text, number, datetime, one or many of `choices`."""

    key: Key
    text: Text
    en: Words = ""
    kind: Literal["text", "number", "datetime", "one", "many"] = "text"
    required: Flag = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Group:
    """A tile of the form: categories that people look for in one place."""

    key: Key
    text: Text
    en: Words = ""
    icon: Key | Annotated[str, Field(pattern=r"^[a-z-]+$")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Category:
    """What can be reported. The first of a group is its general one.

    `unit` is the organisation that answers, `working_days` how long mending may take, `release` when everybody may see
    it: at once, after a look, or never (`never` is for reports about people). `elsewhere` names who is responsible
    where the town is not, in a sentence.
    """

    key: Key
    group: Key
    text: Text
    en: Words = ""
    unit: Key
    working_days: Days
    release: Literal["at_once", "checked", "never"] = "checked"
    barrier: Flag = False
    words: tuple[Text, ...] = ()
    hint: Words = ""
    elsewhere: Words = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Emergency:
    """Words that stop the form, who helps at once, and under which number."""

    words: Annotated[tuple[Text, ...], Field(min_length=1)]
    number: Text
    who: Text
    text: Text
    en: Words = ""


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Reason:
    """A reason to close: `fixed` ones are repairs and need a photo or a day; all need a sentence."""

    key: Key
    text: Text
    en: Words = ""
    fixed: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class DayRule:
    """Working days of the check, until a follow-up with another body, and days in which one may object."""

    check: Days
    follow_up: Days
    objection: Days
    source: Text
    confirmed: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class DuplicateRule:
    """What counts as perhaps the same: within so many metres, reported within so many days, at most so many shown."""

    metres: Metres
    days: Days
    shown: Annotated[int, Field(strict=True, ge=1, le=10)]
    source: Text
    confirmed: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class GuessRule:
    """When a guess from the text sends a report to a unit by itself: where this share of measured guesses met the right
    unit, for categories with at least so many. `unsure` says who gets it otherwise: those who sort, or the tile's unit."""

    precision: Annotated[float, Field(ge=0.5, le=1)]
    least: Annotated[int, Field(strict=True, ge=1, le=1000)]
    unsure: Literal["triage", "category"]
    source: Text
    confirmed: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class OtherBody:
    """Somebody else who mends things here, and where a report can be passed on to ("" where nobody knows)."""

    key: Key
    name: Text
    email: Words = ""
    words: tuple[Text, ...] = ()


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ReadyText:
    """A text that staff may start from at one step; for `categories` only, or for all where none is named."""

    key: Key
    step: Literal["start", "pass_on", "fix", "close"]
    title: Text
    text: Text
    en: Words = ""
    categories: tuple[Key, ...] = ()


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ReportRules:
    """Everything of one town from a day on."""

    town: Text
    valid_from: date
    valid_until: date | None = None
    source: Text
    confirmed: Flag
    law: Words = ""
    days: DayRule
    duplicates: DuplicateRule
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    emergencies: tuple[Emergency, ...] = ()
    bodies: tuple[OtherBody, ...] = ()
    ready_texts: tuple[ReadyText, ...] = ()
    guessing: GuessRule | None = None

    def category(self, key: str) -> Category | None:
        """The category of that key, None where these rules do not know it."""
        return next((one for one in self.categories if one.key == key), None)

    def reason(self, key: str) -> Reason | None:
        """The reason of that key, None likewise."""
        return next((one for one in self.reasons if one.key == key), None)

    def of_group(self, key: str) -> list[Category]:
        """The categories of a tile, the general one first."""
        return [one for one in self.categories if one.group == key]


RULES: TypeAdapter[ReportRules] = TypeAdapter(ReportRules)


def parse_report_rules(data: Mapping[str, object]) -> ReportRules:
    """The rules in one file or dated record; raises `Refused`, its fields are paths such as "days.check"."""
    rules = read(RULES, data)
    refuse_if(_contradictions(rules))
    return rules


def _contradictions(rules: ReportRules) -> list[Problem]:
    problems = []
    if rules.valid_until is not None and rules.valid_until < rules.valid_from:
        problems.append(Problem("valid_until", "ends_before", _("These rules end before they begin.")))
    keys = [one.key for one in rules.categories]
    problems += [
        Problem("categories", "twice", format_lazy(_("“{key}” stands twice."), key=key))
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]
    groups = {one.key for one in rules.groups}
    problems += [
        Problem(
            "categories", "no_group", format_lazy(_("“{key}” names a group that is not there."), key=one.key)
        )
        for one in rules.categories
        if one.group not in groups
    ]
    problems += [
        Problem("groups", "empty", format_lazy(_("The group “{key}” has no category."), key=key))
        for key in sorted(groups - {one.group for one in rules.categories})
    ]
    if not any(one.fixed for one in rules.reasons) or all(one.fixed for one in rules.reasons):
        problems.append(
            Problem("reasons", "both", _("Reasons need at least one for repairs and one for anything else."))
        )
    return problems
