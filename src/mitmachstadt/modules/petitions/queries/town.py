"""The town's rules of a day, with the platform's own where the town has none, and who answers."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.petitions.rules import (
    PetitionRules,
    QuestionRules,
    parse_petition_rules,
    parse_question_rules,
)
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation, OrganisationKind
from mitmachstadt.spine.city.queries import answering_unit, rule_on
from mitmachstadt.spine.problems import Problem, Refused

PETITIONS, QUESTIONS = "antraege", "fragestunde"
DEFAULTS = Path(__file__).resolve().parent.parent / "default_rules"


@cache
def default_data(key: str) -> dict[str, Any]:
    """The platform's own rules, for towns that have not set theirs."""
    return tomllib.loads((DEFAULTS / f"{key}.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def _petition_rules(data: str) -> PetitionRules:
    return parse_petition_rules(json.loads(data))


@lru_cache(maxsize=16)
def _question_rules(data: str) -> QuestionRules:
    return parse_question_rules(json.loads(data))


def _data(key: str, day: date) -> str:
    record = rule_on(key, day)
    return json.dumps(record.data if record else default_data(key), sort_keys=True, default=str)


def petition_rules(day: date) -> PetitionRules:
    """The rules of petitions that hold on `day`."""
    return _petition_rules(_data(PETITIONS, day))


def question_rules(day: date) -> QuestionRules:
    """The rules of question time that hold on `day`."""
    return _question_rules(_data(QUESTIONS, day))


def rules_of(case: Case) -> PetitionRules:
    """The rules a petition is judged by: those of its day of receipt."""
    return petition_rules(timezone.localdate(case.received_at))


def question_rules_of(case: Case) -> QuestionRules:
    """The rules a question is judged by: those of its day of receipt."""
    return question_rules(timezone.localdate(case.received_at))


def bodies() -> Any:
    """Every body that can deal with a petition."""
    kinds = (OrganisationKind.BODY, OrganisationKind.BOARD)
    return Organisation.objects.filter(kind__in=kinds).order_by("name")


def first_body(rules: PetitionRules) -> Organisation | None:
    """The body that deals with a petition first; the first of the town where the rules name an unknown one."""
    return bodies().filter(key=rules.agenda.body).first() or bodies().first()  # type: ignore[no-any-return]


def unit() -> Organisation:
    """Who checks and answers; raises `Refused` where the town has named nobody."""
    found = answering_unit()
    if found is None:
        raise Refused([Problem("", "no_unit", _("The town has not named a unit that answers yet."))])
    return found
