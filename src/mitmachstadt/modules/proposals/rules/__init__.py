"""Decisions about proposals, by what they decide."""

from mitmachstadt.modules.proposals.rules.town import (
    ProposalRules,
    ReasonRule,
    ThresholdRule,
    VotingRule,
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
    terms_of,
    terms_on,
    vote_problems,
    voting_problems,
)
from mitmachstadt.modules.proposals.rules.writing import (
    MAX_COST,
    MAX_NAME,
    MAX_TEXT,
    MAX_TITLE,
    writing_problems,
)

__all__ = [
    "DOWN", "MAX_COST", "MAX_NAME", "MAX_REASON", "MAX_TEXT", "MAX_TITLE", "NONE", "UP", "VALUES", "ProposalRules",
    "ReasonRule", "Terms", "Threshold", "ThresholdRule", "VotingRule", "counted", "crossed", "next_threshold",
    "parse_proposal_rules", "terms_of", "terms_on", "vote_problems", "voting_problems", "writing_problems",
]  # fmt: skip
