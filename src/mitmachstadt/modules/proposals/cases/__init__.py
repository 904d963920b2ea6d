"""The kind of case behind a proposal."""

from mitmachstadt.modules.proposals.cases.proposal import register_kind

__all__ = ["register_kind"]
