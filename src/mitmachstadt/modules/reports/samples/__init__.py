"""Marked examples: reports in every state, with companions, a dispute, one merged, one about people, drawn pictures."""

from mitmachstadt.modules.reports.samples.making import remove, seed

__all__ = ["remove", "seed"]
