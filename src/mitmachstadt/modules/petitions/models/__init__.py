"""Petitions to the council, and questions for its question time."""

from mitmachstadt.modules.petitions.models.petition import (
    Answer,
    Attachment,
    Ground,
    Outcome,
    Petition,
    Signatory,
)
from mitmachstadt.modules.petitions.models.question import Question

__all__ = ["Answer", "Attachment", "Ground", "Outcome", "Petition", "Question", "Signatory"]
