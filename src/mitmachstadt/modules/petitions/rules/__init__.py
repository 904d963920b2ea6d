"""Decisions about petitions and questions as pure functions; the conditions themselves are the town's dated rules."""

from mitmachstadt.modules.petitions.rules.petitions import (
    HandedIn,
    Hint,
    Standing,
    first_reachable,
    formal_hints,
    last_day_before,
    may_be_admitted,
    may_enter_agenda,
    may_hand_in,
    may_record_result,
    outcome_of_council,
    petition_ahead,
    same_matter,
)
from mitmachstadt.modules.petitions.rules.questions import (
    Asked,
    Place,
    Session,
    limit_reached,
    may_ask,
    place_for,
    question_ahead,
)
from mitmachstadt.modules.petitions.rules.reader import parse_petition_rules, parse_question_rules
from mitmachstadt.modules.petitions.rules.town import GroundRule, PetitionRules, QuestionRules

__all__ = [
    "Asked",
    "GroundRule",
    "HandedIn",
    "Hint",
    "PetitionRules",
    "Place",
    "QuestionRules",
    "Session",
    "Standing",
    "first_reachable",
    "formal_hints",
    "last_day_before",
    "limit_reached",
    "may_ask",
    "may_be_admitted",
    "may_enter_agenda",
    "may_hand_in",
    "may_record_result",
    "outcome_of_council",
    "parse_petition_rules",
    "parse_question_rules",
    "petition_ahead",
    "place_for",
    "question_ahead",
    "same_matter",
]
