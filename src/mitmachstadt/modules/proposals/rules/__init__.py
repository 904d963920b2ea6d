"""Decisions about proposals, by what they decide."""

from mitmachstadt.modules.proposals.rules.town import (
    CoAuthorRule,
    ProposalRules,
    ReasonRule,
    ThresholdRule,
    VotingRule,
    WritingRule,
    parse_proposal_rules,
)
from mitmachstadt.modules.proposals.rules.voting import (
    DOWN,
    MAX_REASON,
    NONE,
    UP,
    VALUES,
    Terms,
    Threshold,
    counted,
    crossed,
    next_threshold,
    reached_threshold,
    run_on,
    terms_of,
    terms_on,
    vote_problems,
    voting_problems,
)
from mitmachstadt.modules.proposals.rules.writing import (
    MAX_ADDITION,
    MAX_COST,
    MAX_NAME,
    MAX_TEXT,
    MAX_TITLE,
    Compared,
    Standing,
    Words,
    addition_problems,
    compare_words,
    versions_in_words,
    way_of_writing,
    writing_problems,
)

__all__ = [
    "DOWN", "MAX_ADDITION", "MAX_COST", "MAX_NAME", "MAX_REASON", "MAX_TEXT", "MAX_TITLE", "NONE", "UP", "VALUES",
    "CoAuthorRule", "Compared", "ProposalRules", "ReasonRule", "Standing", "Terms", "Threshold", "ThresholdRule",
    "VotingRule", "Words", "WritingRule", "addition_problems", "compare_words", "counted", "crossed", "next_threshold",
    "parse_proposal_rules", "reached_threshold", "run_on", "terms_of", "terms_on", "versions_in_words", "vote_problems",
    "voting_problems", "way_of_writing", "writing_problems",
]  # fmt: skip
