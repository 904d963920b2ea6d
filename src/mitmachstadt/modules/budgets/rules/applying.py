"""Decisions about an application as it is handed in: who may apply, for how much, and whether its cost plan adds up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.rules.town import BudgetRules
from mitmachstadt.spine.problems import Problem

MAX_TITLE: Final = 120
MIN_TEXT: Final = 20
MAX_TEXT: Final = 4000
MAX_NAME: Final = 100
MAX_ASSOCIATION: Final = 150
MAX_POSTAL: Final = 300
MAX_LINES: Final = 12
MAX_WHAT: Final = 120
MAX_EUROS: Final = 1_000_000

Line = tuple[str, int]
EUROS = re.compile(
    r"^\s*(\d{1,3}(?:[.,\s\u00a0\u202f]\d{3})+|\d{1,9})(?:,(?:00|-+))?[\s\u00a0]*(?:€|Euro|EUR)?\s*$",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody hands in, as far as the rules look at it; `consent` says that a paper of the owner is attached."""

    title: str
    text: str
    association: str
    is_association: bool
    name: str
    postal: str
    old_enough: bool
    resident: bool
    requested: int | None
    costs: Sequence[Line]
    foreign_ground: bool
    consent: bool
    email: str = ""


def euros(text: str) -> int | None:
    """Whole euros from what people write ("1.200", "1 200 €", "1,200", "1200,00"); None for anything else."""
    found = EUROS.match(text)
    if not found:
        return None
    number = int(re.sub(r"\D", "", found.group(1)))
    return number if number <= MAX_EUROS else None


def money(amount: int) -> str:
    """Whole euros as the language groups them, for sentences: 1.200."""
    return formats.number_format(amount, use_l10n=True, force_grouping=True)


def cost_lines(pairs: Sequence[tuple[str, str]]) -> tuple[list[Line], list[Problem]]:
    """The lines of a cost plan from pairs of words; empty pairs are left out and not counted, as the form shows them again.
    The field of its problems is `costs`."""
    lines: list[Line] = []
    problems: list[Problem] = []
    written = [(" ".join(what.split()), amount.strip()) for what, amount in pairs]
    for number, (what, amount) in enumerate((one for one in written if any(one)), 1):
        value = euros(amount)
        if not what:
            words = _("Line {n} of the cost plan: please write what the money is for.")
            problems.append(Problem("costs", "what", format_lazy(words, n=number)))
        elif value is None or value < 1:
            words = _("Line {n} of the cost plan: please write whole euros, for example 350.")
            problems.append(Problem("costs", "amount", format_lazy(words, n=number)))
        else:
            lines.append((what[:MAX_WHAT], value))
    if len(pairs) > MAX_LINES:
        problems.append(
            Problem("costs", "too_many", format_lazy(_("At most {n} lines, please."), n=MAX_LINES))
        )
    return lines, problems


def applying_problems(asked: Asked, rules: BudgetRules, total: int) -> list[Problem]:
    """Everything that keeps an application from being handed in; `total` is the money of the budget."""
    return [
        *writing_problems(asked.title, asked.text),
        *_who(asked, rules),
        *_how_much(asked, rules, total),
        *consent_problems(asked.foreign_ground, asked.consent, rules),
    ]


def writing_problems(title: str, text: str) -> list[Problem]:
    """What is missing or too long in the words."""
    found = []
    if not title.strip():
        found.append(Problem("title", "missing", _("Please give your project a short name.")))
    if len(title) > MAX_TITLE:
        found.append(Problem("title", "too_long", _("The name is too long. At most 120 characters, please.")))
    if not text.strip():
        found.append(Problem("text", "missing", _("Please write what you want to do, and for whom.")))
    elif len(text.strip()) < MIN_TEXT:
        found.append(Problem("text", "too_short", _("Please write at least one whole sentence.")))
    if len(text) > MAX_TEXT:
        words = _("Your text is %(n)d characters long, 4,000 are possible.") % {"n": len(text)}
        found.append(Problem("text", "too_long", words))
    return found


def _who(asked: Asked, rules: BudgetRules) -> list[Problem]:
    found = []
    if asked.is_association:
        if not rules.apply.associations:
            found.append(Problem("applicant", "not_here", _("Here only people apply, no associations.")))
        if not asked.association.strip():
            found.append(Problem("association", "missing", _("Please give the name of the association.")))
    elif rules.apply.min_age and not asked.old_enough:
        words = format_lazy(
            _("Who applies has to be at least {n} years old. Please confirm it, if it is true."),
            n=rules.apply.min_age,
        )
        found.append(Problem("old_enough", "missing", words))
    if not asked.resident:
        words = _("Please confirm that you live here, or that the association has its seat here.")
        found.append(Problem("resident", "missing", words))
    if not asked.name.strip():
        found.append(Problem("name", "missing", _("Please give your name.")))
    if not asked.postal.strip():
        found.append(Problem("postal", "missing", _("Please give the address for the notice.")))
    for field, text, most in (
        ("association", asked.association, MAX_ASSOCIATION),
        ("name", asked.name, MAX_NAME),
        ("postal", asked.postal, MAX_POSTAL),
    ):
        if len(text) > most:
            found.append(Problem(field, "too_long", _("This is too long.")))
    if rules.apply.email_needed and not asked.email:
        found.append(Problem("email", "missing", _("Please give your e-mail address.")))
    return found


def _how_much(asked: Asked, rules: BudgetRules, total: int) -> list[Problem]:
    found = []
    most, planned = min(rules.apply.ceiling, total), sum(amount for _what, amount in asked.costs)
    if not asked.costs:
        found.append(Problem("costs", "missing", _("Please write at least one line: what the money is for.")))
    if asked.requested is None or asked.requested < 1:
        found.append(Problem("requested", "missing", _("Please write how many euros you apply for.")))
    elif asked.requested > most:
        words = format_lazy(_("At most {most} euros can be applied for."), most=money(most))
        found.append(Problem("requested", "ceiling", words))
    elif asked.costs and asked.requested > planned:
        words = format_lazy(
            _("You apply for more than your cost plan adds up to: {sum} euros."), sum=money(planned)
        )
        found.append(Problem("requested", "above_plan", words))
    return found


def consent_problems(foreign_ground: bool, consent: bool, rules: BudgetRules) -> list[Problem]:
    """The consent of whoever owns the ground has to be there where the rules ask for it."""
    if rules.apply.owner_consent and foreign_ground and not consent:
        words = _("Please attach the consent of whoever owns the ground, as a PDF or a picture of the paper.")
        return [Problem("consent", "missing", words)]
    return []
