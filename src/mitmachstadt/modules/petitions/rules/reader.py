"""Reads a town's rule files and refuses the unknown and the contradictory before anybody is judged by them."""

from collections.abc import Mapping
from typing import TypeVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from mitmachstadt.modules.petitions.rules.town import PetitionRules, QuestionRules
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

R = TypeVar("R", PetitionRules, QuestionRules)
PETITIONS: TypeAdapter[PetitionRules] = TypeAdapter(PetitionRules)
QUESTIONS: TypeAdapter[QuestionRules] = TypeAdapter(QuestionRules)


def parse_petition_rules(data: Mapping[str, object]) -> PetitionRules:
    """The rules of petitions in one file or dated record; raises `Refused`, its fields are paths such as "form.kind"."""
    return _whole(_read(PETITIONS, data))


def parse_question_rules(data: Mapping[str, object]) -> QuestionRules:
    """The rules of question time in one file or dated record; raises `Refused` likewise."""
    return _whole(_read(QUESTIONS, data))


def _read(adapter: TypeAdapter[R], data: Mapping[str, object]) -> R:
    try:
        return adapter.validate_python(dict(data))
    except ValidationError as error:
        raise Refused(
            Problem(path, str(detail["type"]), format_lazy(_("“{path}” does not fit."), path=path))
            for detail in error.errors(include_url=False)
            for path in [".".join(str(part) for part in detail["loc"]) or "."]
        ) from None


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
