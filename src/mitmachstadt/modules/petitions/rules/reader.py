"""Reads a town's rule files and refuses the unknown and the contradictory before anybody is judged by them."""

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter

from mitmachstadt.modules.petitions.rules.town import PetitionRules, QuestionRules
from mitmachstadt.spine.city.rule_files import read
from mitmachstadt.spine.problems import Problem, refuse_if

R = TypeVar("R", PetitionRules, QuestionRules)
PETITIONS: TypeAdapter[PetitionRules] = TypeAdapter(PetitionRules)
QUESTIONS: TypeAdapter[QuestionRules] = TypeAdapter(QuestionRules)


def parse_petition_rules(data: Mapping[str, object]) -> PetitionRules:
    """The rules of petitions in one file or dated record; raises `Refused`, its fields are paths such as "form.kind"."""
    return _whole(read(PETITIONS, data))


def parse_question_rules(data: Mapping[str, object]) -> QuestionRules:
    """The rules of question time in one file or dated record; raises `Refused` likewise."""
    return _whole(read(QUESTIONS, data))


def _whole(rules: R) -> R:
    """Refuses rules that contradict themselves: an end before the beginning, months asked of people from anywhere."""
    problems = []
    if rules.valid_until is not None and rules.valid_until < rules.valid_from:
        problems.append(Problem("valid_until", "ends_before", _("These rules end before they begin.")))
    if rules.author.who == "anyone" and rules.author.months:
        problems.append(
            Problem("author.months", "anyone", _("Months of residence fit only where residents alone may."))
        )
    refuse_if(problems)
    return rules
