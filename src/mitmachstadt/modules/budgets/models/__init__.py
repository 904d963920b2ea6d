"""The tables of citizens' budgets."""

from mitmachstadt.modules.budgets.models.application import Applicant, Application, Ground, Outcome
from mitmachstadt.modules.budgets.models.ballot import (
    Ballot,
    Candidate,
    Channel,
    Code,
    PaperBatch,
    Sheet,
    Voter,
)
from mitmachstadt.modules.budgets.models.budget import Budget, BudgetKind, Phase, PhaseKey
from mitmachstadt.modules.budgets.models.file import ApplicationFile, FileUse

__all__ = [
    "Applicant", "Application", "ApplicationFile", "Ballot", "Budget", "BudgetKind", "Candidate", "Channel", "Code",
    "FileUse", "Ground", "Outcome", "PaperBatch", "Phase", "PhaseKey", "Sheet", "Voter",
]  # fmt: skip
