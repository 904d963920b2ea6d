"""What a council keeps: the twelve kinds of OParl 1.1, and what the town adds to them."""

from mitmachstadt.modules.council.models.answers import Answer
from mitmachstadt.modules.council.models.base import CouncilObject, PublicQuerySet
from mitmachstadt.modules.council.models.files import File, TextState
from mitmachstadt.modules.council.models.ledger import Treated
from mitmachstadt.modules.council.models.meetings import AgendaItem, Meeting, Outcome
from mitmachstadt.modules.council.models.papers import Consultation, Paper, PaperPlace
from mitmachstadt.modules.council.models.people import BodyProfile, Membership, Person, TablingRight
from mitmachstadt.modules.council.models.places import Location, Municipality, Term
from mitmachstadt.modules.council.models.sources import Finding, ListPage, PendingLink, Run, Source

__all__ = [
    "AgendaItem",
    "Answer",
    "BodyProfile",
    "Consultation",
    "CouncilObject",
    "File",
    "Finding",
    "ListPage",
    "Location",
    "Meeting",
    "Membership",
    "Municipality",
    "Outcome",
    "Paper",
    "PaperPlace",
    "PendingLink",
    "Person",
    "PublicQuerySet",
    "Run",
    "Source",
    "TablingRight",
    "Term",
    "TextState",
    "Treated",
]
