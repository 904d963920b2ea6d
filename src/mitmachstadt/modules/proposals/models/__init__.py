"""The tables of proposals and votes."""

from mitmachstadt.modules.proposals.models.legacy import Legacy
from mitmachstadt.modules.proposals.models.photo import Photo
from mitmachstadt.modules.proposals.models.proposal import Outcome, Proposal
from mitmachstadt.modules.proposals.models.vote import Crossing, Vote, VoteLine

__all__ = ["Crossing", "Legacy", "Outcome", "Photo", "Proposal", "Vote", "VoteLine"]
