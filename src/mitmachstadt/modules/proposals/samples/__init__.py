"""Marked examples of proposals in every state."""

from mitmachstadt.modules.proposals.samples.making import remove, seed

__all__ = ["remove", "seed"]
