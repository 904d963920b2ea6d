"""Decisions about petitions: may it be handed in, admitted, put on an agenda; every one by the rules of its day of receipt."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mitmachstadt.modules.petitions.rules.town import AuthorRule, PetitionRules
from mitmachstadt.spine.problems import Problem
from mitmachstadt.spine.ui.words import day as day_words

MAX_TITLE, MAX_TEXT, MAX_NAME, MAX_ADDRESS = 150, 6000, 150, 300
MAX_SIGNATORIES, MAX_FILES = 200, 5

#: What the council calls an outcome, and what that means for the petition; anything else is put into words by a person.
COUNCIL_OUTCOMES = {
    "accepted": "accepted",
    "changed": "in_part",
    "rejected": "rejected",
    "noted": "noted",
    "referred": "referred",
    "postponed": "postponed",
}


class Standing(StrEnum):
    """Where a petition stands, as far as agendas are concerned."""

    WAITING = "admitted"
    SCHEDULED = "scheduled"


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """What somebody hands in, as far as the rules ask about it."""

    title: str
    wish: str
    reason: str
    name: str
    address: str
    resident: bool
    signatories: int = 0
    files: int = 0


@dataclass(frozen=True)
class Hint:
    """One condition of the formal check: what it asks, whether it is met (None: only a person can say), by what."""

    key: str
    text: Promise | str
    met: bool | None


def may_hand_in(one: HandedIn, rules: PetitionRules) -> list[Problem]:
    """Everything that a petition lacks, each at its field.

    Residence and address are asked where the rules of the day ask for them (GO NRW § 24, see the town's rule file).
    """
    found = [
        *_words("title", one.title, MAX_TITLE, _("Please give your petition a short name.")),
        *_words("wish", one.wish, MAX_TEXT, _("Please write what the town should do.")),
        *_words("reason", one.reason, MAX_TEXT, _("Please write why you want this.")),
        *who_problems(one.name, one.address, one.resident, rules.author),
    ]
    if one.signatories > MAX_SIGNATORIES:
        text = format_lazy(_("At most {n} people can sign online."), n=MAX_SIGNATORIES)
        found.append(Problem("signatories", "too_many", text))
    if one.files > MAX_FILES:
        found.append(Problem("attachments", "too_many", format_lazy(_("At most {n} files."), n=MAX_FILES)))
    return found


def who_problems(name: str, address: str, resident: bool, rule: AuthorRule) -> list[Problem]:
    """What the author has not said about himself or herself, by the rule of the day."""
    found = _words("name", name, MAX_NAME, _("Please give your name."))
    if rule.address:
        found += _words("address", address, MAX_ADDRESS, _("Please give street, number and town."))
    if rule.who == "residents" and not resident:
        found.append(Problem("resident", "missing", residence_sentence(rule)))
    return found


def residence_sentence(rule: AuthorRule) -> Any:
    """Who may, as a sentence; for anyone an empty text."""
    if rule.who == "anyone":
        return ""
    if not rule.months:
        return _("Only people who live in the town may do this.")
    return ngettext_lazy(
        "Only people who have lived in the town for at least %(n)d month may do this.",
        "Only people who have lived in the town for at least %(n)d months may do this.",
        "n",
    ) % {"n": rule.months}


def declared_sentence(rule: AuthorRule) -> Any:
    """What the author declared by a tick of their own, for the desk; nobody has looked it up."""
    if not rule.months:
        return _("The author declares to live in the town.")
    return ngettext_lazy(
        "The author declares to have lived in the town for at least %(n)d month.",
        "The author declares to have lived in the town for at least %(n)d months.",
        "n",
    ) % {"n": rule.months}


def _words(field: str, text: str, most: int, missing: Any) -> list[Problem]:
    if not text.strip():
        return [Problem(field, "missing", missing)]
    if len(text) > most:
        return [Problem(field, "too_long", format_lazy(_("Please shorten this to {n} characters."), n=most))]
    return []


def formal_hints(
    rules: PetitionRules, *, resident: bool, address: str, signed_on: date | None, similar: int
) -> list[Hint]:
    """The conditions of the formal check for the desk: what was declared, what came, what only a person can judge."""
    found = []
    if rules.author.who == "residents":
        found.append(Hint("residence", declared_sentence(rules.author), resident))
    if rules.author.address:
        found.append(Hint("address", _("Name and address are given."), bool(address.strip())))
    if rules.form.kind == "signed":
        found.append(Hint("form", _("The signed paper has arrived."), signed_on is not None))
    else:
        found.append(Hint("form", _("Text form is enough, no signature is needed."), True))
    found.append(
        Hint("repeat", _("Something similar was asked before."), None)
        if similar
        else Hint("repeat", _("Nothing similar was found in the register."), True)
    )
    found.append(Hint("competence", _("It is a matter of the town."), None))
    return found


#: What follows on each other from the arrival to the notice; the meeting itself is a stage only once its day is fixed.
_AHEAD = {
    "received": ("check", "agenda", "notice"),
    "admitted": ("agenda", "notice"),
    "scheduled": ("meeting", "notice"),
    "notice": ("notice",),
}


def petition_ahead(state: str) -> tuple[str, ...]:
    """The stages that still lie before a petition, the next first; none once it has come to an end."""
    return _AHEAD.get(state, ())


def same_matter(one: Set[str], other: Set[str]) -> bool:
    """Whether two petitions, given by the stems of their words, may ask for the same: they share three words, or half."""
    shared = len(one & other)
    return shared >= 3 or shared * 2 >= min(len(one), len(other)) > 0


def may_be_admitted(rules: PetitionRules, *, signed_on: date | None) -> list[Problem]:
    """Why a petition can not be admitted yet: rules that ask for a signature wait for the paper."""
    if rules.form.kind == "signed" and signed_on is None:
        text = _("By the rules of its day the petition needs a signature. Please enter when the paper came.")
        return [Problem("signed_on", "not_signed", text)]
    return []


def last_day_before(meeting: date, rules: PetitionRules) -> date:
    """The last day on which a petition must be there to be dealt with in a meeting."""
    return meeting - timedelta(days=rules.agenda.days_before)


def first_reachable(received: date, meetings: Iterable[date], rules: PetitionRules) -> date | None:
    """The first of these meetings for which a petition of this day came in time; None when there is none."""
    return next((day for day in sorted(meetings) if received <= last_day_before(day, rules)), None)


def may_enter_agenda(
    state: str, received: date, meeting: date, rules: PetitionRules, exception_reason: str = ""
) -> list[Problem]:
    """Why a petition may not stand on the agenda of that day: not admitted, or later than the rules allow.

    A written exception opens the deadline, never the check.
    """
    if state not in set(Standing):
        return [Problem("subject", "not_admitted", _("Only an admitted petition can stand on an agenda."))]
    last = last_day_before(meeting, rules)
    if received > last and not exception_reason.strip():
        text = format_lazy(
            _("This petition came after the deadline of {last}. Give a reason for an exception."),
            last=day_words(last),
        )
        return [Problem("exception_reason", "late", text)]
    return []


def may_record_result(meeting_at: datetime | None, now: datetime) -> list[Problem]:
    """A result exists only once the meeting has begun."""
    if meeting_at is not None and meeting_at > now:
        return [Problem("text", "too_early", _("The meeting has not begun yet."))]
    return []


def outcome_of_council(outcome: str) -> str:
    """What the council's word for its result means for the petition; "" where only a person can say."""
    return COUNCIL_OUTCOMES.get(outcome, "")
