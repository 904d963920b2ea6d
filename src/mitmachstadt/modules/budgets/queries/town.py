"""The town's rules of a day, with the platform's own where the town has none, and who answers."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.rules import BudgetRules, parse_budget_rules
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.queries import answering_unit, rule_on
from mitmachstadt.spine.problems import Problem, Refused

#: The rule file by kind of budget.
RULES = {"town": "buergerbudget", "district": "stadtteilbudget"}
DEFAULTS = Path(__file__).resolve().parent.parent / "default_rules"


@cache
def default_data(key: str) -> dict[str, Any]:
    """The platform's own rules, for towns that have not set theirs."""
    return tomllib.loads((DEFAULTS / f"{key}.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def _read(data: str) -> BudgetRules:
    return parse_budget_rules(json.loads(data))


def rule_data(kind: str, day: date | None = None) -> dict[str, Any]:
    """What the rules of a kind say on `day`, today by default, as plain JSON."""
    record = rule_on(RULES[kind], day or timezone.localdate())
    data = record.data if record else default_data(RULES[kind])
    found: dict[str, Any] = json.loads(json.dumps(data, default=str))
    return found


def rules_for(kind: str, day: date | None = None) -> BudgetRules:
    """The rules of a kind that hold on `day`, today by default."""
    return _read(json.dumps(rule_data(kind, day), sort_keys=True))


def unit() -> Organisation:
    """Who answers for the town; raises `Refused` where nobody does."""
    found = answering_unit()
    if found is None:
        raise Refused([Problem("", "no_unit", _("The town has not named a unit that answers yet."))])
    return found


def said(thing: Any) -> str:
    """The words of a rule in the language of the page."""
    english = getattr(thing, "en", "")
    return str(english if english and not (get_language() or "de").startswith("de") else thing.text)
