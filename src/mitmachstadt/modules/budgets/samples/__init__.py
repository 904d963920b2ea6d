"""Marked examples: a budget on which people vote, last year's with its results, and one of a district that takes applications."""

from mitmachstadt.modules.budgets.samples.making import remove, seed

__all__ = ["remove", "seed"]
