"""The tables of citizens' budgets."""

from mitmachstadt.modules.budgets.models.application import Applicant, Application, Ground, Outcome
from mitmachstadt.modules.budgets.models.budget import Budget, BudgetKind, Phase, PhaseKey
from mitmachstadt.modules.budgets.models.file import ApplicationFile, FileUse

__all__ = [
    "Applicant", "Application", "ApplicationFile", "Budget", "BudgetKind", "FileUse", "Ground", "Outcome", "Phase",
    "PhaseKey",
]  # fmt: skip
