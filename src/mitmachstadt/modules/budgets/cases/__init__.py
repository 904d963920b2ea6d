"""The kind of case behind an application."""

from mitmachstadt.modules.budgets.cases.application import register_kind

__all__ = ["register_kind"]
