"""What each app declares in its `privacy.py`: activities with their fields, what is no personal data and why, what it
finds about a person, and what it deletes when the time has come. This file knows no app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

Words = Promise | str


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One processing activity (GDPR article 30): whose data, what for, on which basis, who gets it, when it is deleted.

    `fields` are the personal fields by model (`"app.Model": ("field", …)`).
    """

    key: str
    title: Words
    purpose: Words
    basis: Words
    people: Words
    recipients: Words
    deletion: Words
    fields: dict[str, tuple[str, ...]]
    order: int = 50


@dataclass(frozen=True)
class Person:
    """Who asks: an account, or the owner of an address; never both unknown."""

    email: str
    user: Any = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is kept: what it is, its facts as pairs of name and value, and where it can be corrected."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """What one activity keeps about a person."""

    activity: str
    items: tuple[Item, ...]
    correct_url: str = ""


Finder = Callable[[Person], Iterable[Section]]
Forgetter = Callable[[Person], None]


@dataclass(frozen=True, kw_only=True)
class Term:
    """A period of deletion: `run(now, dry_run)` deletes what is due, or only counts it, and returns how many."""

    key: str
    title: Words
    run: Callable[[datetime, bool], int]


@dataclass
class Register:
    """Everything declared; a test makes its own."""

    activities: dict[str, Activity] = field(default_factory=dict)
    excused: dict[str, dict[str, str]] = field(default_factory=dict)
    finders: list[Finder] = field(default_factory=list)
    forgetters: list[Forgetter] = field(default_factory=list)
    terms: dict[str, Term] = field(default_factory=dict)

    def activity(self, one: Activity) -> Activity:
        """Declares an activity; the same key again replaces it."""
        self.activities[one.key] = one
        return one

    def not_personal(self, model: str, reason: str, *fields: str) -> None:
        """Says, with the reason, that these fields look like personal data and are none."""
        if not reason.strip():
            raise ValueError("a reason is needed")
        self.excused.setdefault(model, {}).update(dict.fromkeys(fields, reason))

    def finder(self, find: Finder) -> Finder:
        """Adds what an app finds about a person."""
        if find not in self.finders:
            self.finders.append(find)
        return find

    def forgetter(self, forget: Forgetter) -> Forgetter:
        """Adds what an app deletes or detaches when a person leaves; runs inside the transaction of leaving."""
        if forget not in self.forgetters:
            self.forgetters.append(forget)
        return forget

    def term(self, key: str, title: Words, run: Callable[[datetime, bool], int]) -> None:
        """Adds a period of deletion."""
        self.terms[key] = Term(key=key, title=title, run=run)

    def ordered(self) -> list[Activity]:
        """The activities as the record prints them."""
        return sorted(self.activities.values(), key=lambda one: (one.order, one.key))

    def declared(self, model: str) -> set[str]:
        """Fields of a model that some activity names."""
        return {name for one in self.activities.values() for name in one.fields.get(model, ())}


register = Register()
