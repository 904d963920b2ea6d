"""Decisions about citizens' budgets, by what they decide."""

from mitmachstadt.modules.budgets.rules.process import (
    Span,
    a_year_later,
    allows,
    next_of,
    now_of,
    plan_from,
    plan_problems,
)
from mitmachstadt.modules.budgets.rules.town import BudgetRules, PhaseRule, parse_budget_rules

__all__ = [
    "BudgetRules", "PhaseRule", "Span", "a_year_later", "allows", "next_of", "now_of", "parse_budget_rules",
    "plan_from", "plan_problems",
]  # fmt: skip
