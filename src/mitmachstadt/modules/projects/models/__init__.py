"""Tables of the list of projects, one noun a file."""

from mitmachstadt.modules.projects.models.parts import (
    CostEstimate,
    FundingShare,
    Milestone,
    PaperLink,
    Point,
    ProjectPlace,
    Reading,
)
from mitmachstadt.modules.projects.models.project import Participation, Project, ProjectQuerySet
from mitmachstadt.modules.projects.models.suggestion import Suggestion, Treatment
from mitmachstadt.modules.projects.states import State

__all__ = [
    "CostEstimate",
    "FundingShare",
    "Milestone",
    "PaperLink",
    "Participation",
    "Point",
    "Project",
    "ProjectPlace",
    "ProjectQuerySet",
    "Reading",
    "State",
    "Suggestion",
    "Treatment",
]
