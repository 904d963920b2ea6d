"""The kind of case of this module: a report of something broken or in the way."""

from mitmachstadt.modules.reports.cases.report import register_kind

__all__ = ["register_kind"]
