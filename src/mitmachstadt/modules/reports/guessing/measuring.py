"""How often guesses are right on texts that were never learned: first guess, first three, unit, and what confidence is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mitmachstadt.modules.reports.guessing.model import Model
from mitmachstadt.modules.reports.rules import ReportRules

Guesser = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Measured:
    """Shares of the texts, 0 to 1: the first guess right, one of three right, the unit of the first right."""

    first: float
    three: float
    unit: float


def measure(guess: Guesser, texts: Sequence[tuple[str, str]], rules: ReportRules) -> Measured:
    """The shares for a guesser that names categories, the likeliest first; silence is no right answer."""
    units = {one.key: one.unit for one in rules.categories}
    first = three = unit = 0
    for key, text in texts:
        found = list(guess(text))[:3]
        first += found[:1] == [key]
        three += key in found
        unit += bool(found) and units[found[0]] == units[key]
    return Measured(first / len(texts), three / len(texts), unit / len(texts))


def by_model(model: Model) -> Guesser:
    """A model as a guesser."""
    return lambda text: [one.category for one in model.scores(text)]


def by_confidence(
    model: Model, texts: Sequence[tuple[str, str]], limits: Sequence[float]
) -> list[tuple[int, int]]:
    """For each span between limits: how many guesses had such a confidence, and how many of them were right."""
    found = [(0, 0)] * (len(limits) + 1)
    for key, text in texts:
        scores = model.scores(text)
        at = sum(model.sure(scores) >= limit for limit in limits)
        many, right = found[at]
        found[at] = many + 1, right + (bool(scores) and scores[0].category == key)
    return found
