"""What was learned, as a file of numbers, and how a text is judged by it; plain Python, no library."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from mitmachstadt.modules.reports.guessing.words import pieces

#: Weights stand in the file as whole numbers of this part.
PART = 1000


@dataclass(frozen=True)
class Scored:
    """A category with its score; scores only order the categories."""

    category: str
    score: float


@dataclass(frozen=True)
class Model:
    """`weights` are by piece: in how many texts it stood, then pairs of category and weight.

    `confidence` turns the best score and its lead into a share of right guesses. `seen` are guesses on texts that were
    not learned at the time, by category: the confidence, and whether the unit was right.
    """

    categories: tuple[str, ...]
    texts: int
    weights: Mapping[str, Sequence[int]]
    confidence: tuple[float, float, float] = (0.0, 0.0, 0.0)
    seen: Mapping[str, Sequence[tuple[float, bool]]] = field(default_factory=dict)

    def scores(self, text: str) -> list[Scored]:
        """Every category, the likeliest first; none for a text that says nothing known."""
        sums, length = [0.0] * len(self.categories), 0.0
        known = False
        for piece, count in pieces(text).items():
            row = self.weights.get(piece)
            value = count * rarity(row[0] if row else 0, self.texts)
            length += value * value
            if row:
                known = known or len(row) > 1
                for at in range(1, len(row), 2):
                    sums[row[at]] += value * row[at + 1]
        if not known:
            return []
        scale = PART * math.sqrt(length)
        found = [Scored(key, total / scale) for key, total in zip(self.categories, sums, strict=True)]
        return sorted(found, key=lambda one: -one.score)

    def sure(self, scores: Sequence[Scored]) -> float:
        """The share of right guesses among those that look like this one, 0 to 1."""
        if not scores:
            return 0.0
        lead = scores[0].score - (scores[1].score if len(scores) > 1 else 0.0)
        base, best, ahead = self.confidence
        return 1 / (1 + math.exp(-(base + best * scores[0].score + ahead * lead)))


def rarity(texts_with: int, texts: int) -> float:
    """How much a piece says by how few texts have it."""
    return math.log((1 + texts) / (1 + texts_with)) + 1


def as_data(model: Model) -> dict[str, Any]:
    """The model as its file holds it."""
    return {
        "categories": list(model.categories),
        "texts": model.texts,
        "confidence": [round(one, 4) for one in model.confidence],
        "seen": {
            key: [[round(sure, 3), int(right)] for sure, right in rows]
            for key, rows in sorted(model.seen.items())
        },
        "weights": {piece: list(row) for piece, row in sorted(model.weights.items())},
    }


@lru_cache(maxsize=4)
def read(path: Path) -> Model | None:
    """The model in a file, read once; None where a town has none."""
    if not path.is_file():
        return None
    data = json.loads(path.read_text("utf-8"))
    base, best, ahead = data["confidence"]
    return Model(
        categories=tuple(data["categories"]), texts=data["texts"], weights=data["weights"],
        confidence=(base, best, ahead),
        seen={key: [(sure, bool(right)) for sure, right in rows] for key, rows in data["seen"].items()},
    )  # fmt: skip
