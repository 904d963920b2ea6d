"""The tables of proposals and votes."""

from mitmachstadt.modules.proposals.models.co_author import CoAuthor
from mitmachstadt.modules.proposals.models.legacy import Legacy
from mitmachstadt.modules.proposals.models.photo import Photo
from mitmachstadt.modules.proposals.models.proposal import Outcome, Proposal
from mitmachstadt.modules.proposals.models.version import Version
from mitmachstadt.modules.proposals.models.vote import Crossing, Vote, VoteLine

__all__ = ["CoAuthor", "Crossing", "Legacy", "Outcome", "Photo", "Proposal", "Version", "Vote", "VoteLine"]
