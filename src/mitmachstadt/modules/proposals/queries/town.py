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

from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.rules import (
    ProposalRules,
    Terms,
    parse_proposal_rules,
    terms_of,
    terms_on,
)
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.queries import answering_unit, residents_of, rule_on
from mitmachstadt.spine.problems import Problem, Refused

RULES = "vorschlaege"
DEFAULTS = Path(__file__).resolve().parent.parent / "default_rules"


@cache
def default_data() -> dict[str, Any]:
    """The platform's own rules, for towns that have not set theirs."""
    return tomllib.loads((DEFAULTS / f"{RULES}.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def _read(data: str) -> ProposalRules:
    return parse_proposal_rules(json.loads(data))


def proposal_rules(day: date | None = None) -> ProposalRules:
    """The rules that hold on `day`, today by default."""
    record = rule_on(RULES, day or timezone.localdate())
    return _read(json.dumps(record.data if record else default_data(), sort_keys=True, default=str))


def rules_of(case: Case) -> ProposalRules:
    """The rules a proposal is judged by: those of its day of receipt."""
    return proposal_rules(timezone.localdate(case.received_at))


def terms_for(proposal: Proposal, day: date) -> Terms:
    """The terms of a proposal that is released on `day`; once people voted, those it has."""
    if proposal.terms and proposal.cast:
        return terms_of(proposal.terms)
    rules = rules_of(proposal.case)
    residents = residents_of([proposal.district]) if proposal.district else residents_of()
    return terms_on(rules, day, residents)


def unit_for_proposals() -> Organisation:
    """Who answers for the town; raises `Refused` where nobody does."""
    unit = answering_unit()
    if unit is None:
        raise Refused([Problem("", "no_unit", _("The town has not named a unit that answers yet."))])
    return unit


def body_of(key: str, fallback: Organisation) -> Organisation:
    """The body of that key, else who answers."""
    return (Organisation.objects.filter(key=key).first() if key else None) or fallback


def said(thing: Any) -> str:
    """The words of a reason or threshold in the language of the page."""
    english = getattr(thing, "en", "")
    return str(english if english and not (get_language() or "de").startswith("de") else thing.text)


def sentence(threshold: Any) -> str:
    """What a threshold says, with its number."""
    return said(threshold).replace("{votes}", f"{threshold.votes:,}".replace(",", "."))
