"""The rules of a budget and its phases by the clock; nothing here is stored, so a phase changes at its minute."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from mitmachstadt.modules.budgets.models import Budget, Phase
from mitmachstadt.modules.budgets.queries.town import rules_for, said
from mitmachstadt.modules.budgets.rules import BudgetRules, allows, parse_budget_rules


@lru_cache(maxsize=64)
def _read(data: str) -> BudgetRules:
    return parse_budget_rules(json.loads(data))


def terms_of(budget: Budget) -> BudgetRules:
    """The rules of a budget: those frozen when it was published, before that those of today."""
    if budget.terms:
        return _read(json.dumps(budget.terms, sort_keys=True))
    return rules_for(budget.kind)


def phases_of(budget: Budget) -> list[Phase]:
    """All phases by their beginning; costs no question when they were fetched with the budget."""
    if budget.plan is not None:
        return list(budget.plan)
    return sorted(budget.phases.all(), key=lambda one: one.opens_at)


def phase_now(budget: Budget, at: datetime) -> Phase | None:
    """The phase that is on at that moment; None before the first, after the last, and between two."""
    return next((one for one in phases_of(budget) if one.opens_at <= at < one.closes_at), None)


def phase_next(budget: Budget, at: datetime) -> Phase | None:
    """The phase that opens next."""
    return next((one for one in phases_of(budget) if one.opens_at > at), None)


def phase_of(budget: Budget, key: str) -> Phase | None:
    """The phase of that key, None where this budget has none."""
    return next((one for one in phases_of(budget) if one.key == key), None)


def may(budget: Budget, what: str, at: datetime) -> bool:
    """True when the budget is public and the phase of that moment allows `what` (a key of `states.DOINGS`)."""
    phase = phase_now(budget, at)
    return budget.public and phase is not None and allows(terms_of(budget), phase.key, what)


def said_of(budget: Budget, phase: Phase) -> str:
    """The sentence on who does what in a phase; a discussion that the rules do not know has one too."""
    rule = terms_of(budget).phase(phase.key)
    if rule is None:
        return gettext("Everybody talks about the applications.") if phase.key == "discuss" else ""
    return said(rule)


def until(budget: Budget, what: str, at: datetime) -> datetime | None:
    """The end of the last phase in a row that goes on allowing `what`; None where it is not allowed now."""
    if not may(budget, what, at):
        return None
    rules, end = terms_of(budget), None
    for one in phases_of(budget):
        fits = allows(rules, one.key, what)
        if (fits and one.opens_at <= at < one.closes_at) or (
            fits and end is not None and one.opens_at == end
        ):
            end = one.closes_at
    return end


def kept(data: dict[str, Any]) -> dict[str, Any]:
    """Rules as a budget keeps them: plain JSON."""
    found: dict[str, Any] = json.loads(json.dumps(data, default=str))
    return found
