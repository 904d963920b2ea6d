"""Marked examples: petitions on every stretch of their way, one of them decided, and questions, one of them answered."""

from mitmachstadt.modules.petitions.samples.making import remove, seed

__all__ = ["remove", "seed"]
