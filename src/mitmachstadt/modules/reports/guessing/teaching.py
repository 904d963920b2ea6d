"""Learns from a town's catalogue and example texts: a linear model over pieces of words, with its confidence.

Ridge regression in closed form, so that the same texts always give the same numbers. Only `teach-guesser` and tests come here.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mitmachstadt.modules.reports.guessing.model import PART, Model, Scored, rarity
from mitmachstadt.modules.reports.guessing.words import fold_of, held_out, pieces
from mitmachstadt.modules.reports.rules import ReportRules

Labelled = tuple[str, str]
#: How strongly the model is kept simple, how much a category shares with its neighbours of one tile, and which part of the
#: largest weight is not worth keeping. Chosen by cross-validation on the texts that may be learned.
SIMPLE, NEIGHBOURS, WORTH = 1.0, 0.3, 0.08
FOLDS = 5


def read_texts(path: Path) -> list[Labelled]:
    """The labelled texts of a file, as (category, text)."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["category"], row["text"]) for row in csv.DictReader(file)]


def learned(texts: Sequence[Labelled]) -> list[Labelled]:
    """The texts that may be learned."""
    return [one for one in texts if not held_out(one[1])]


def measured(texts: Sequence[Labelled]) -> list[Labelled]:
    """The fifth that is only for measuring."""
    return [one for one in texts if held_out(one[1])]


def catalogue(rules: ReportRules) -> list[Labelled]:
    """What the town's own file says of each category: its name and its words, each as a small text."""
    return [(one.key, text) for one in rules.categories for text in (one.text, *one.words)]


def fit(texts: Sequence[Labelled], rules: ReportRules, *, with_catalogue: bool = True) -> Model:
    """A model of these texts, without its confidence; `with_catalogue` off is the plain model to compare with."""
    words = catalogue(rules) if with_catalogue else []
    rows = [pieces(text) for _key, text in [*texts, *words]]
    keys = tuple(one.key for one in rules.categories)
    counts = Counter(piece for row in rows for piece in row)
    columns = {piece: at for at, piece in enumerate(sorted(counts))}
    x = np.zeros((len(rows), len(columns)))
    for at, row in enumerate(rows):
        for piece, number in row.items():
            x[at, columns[piece]] = number * rarity(counts[piece], len(rows))
    x /= np.maximum(1e-9, np.linalg.norm(x, axis=1, keepdims=True))
    solved = np.linalg.solve(x @ x.T + SIMPLE * np.eye(len(rows)), _targets([*texts, *words], rules, keys))
    weights = x.T @ solved
    weights[np.abs(weights) < WORTH * np.abs(weights).max()] = 0
    scaled = np.rint(weights * PART).astype(int)
    found = {}
    for piece, column in columns.items():
        (some,) = np.nonzero(scaled[column])
        pairs = [int(value) for at in some for value in (at, scaled[column, at])]
        found[piece] = [counts[piece], *pairs]
    return Model(categories=keys, texts=len(rows), weights=found)


def _targets(texts: Sequence[Labelled], rules: ReportRules, keys: Sequence[str]) -> npt.NDArray[np.float64]:
    at = {key: number for number, key in enumerate(keys)}
    groups = [one.group for one in rules.categories]
    near = np.array([[NEIGHBOURS * (one == other) for other in groups] for one in groups])
    near += np.eye(len(groups))
    return np.array([near[at[key]] for key, _text in texts])


def teach(texts: Sequence[Labelled], rules: ReportRules) -> Model:
    """The model of the texts that may be learned, with the confidence measured by learning four fifths of them at a time."""
    known = learned(texts)
    units = {one.key: one.unit for one in rules.categories}
    guesses: list[tuple[str, list[Scored]]] = []
    for fold in range(FOLDS):
        part = fit([one for one in known if fold_of(one[1]) != fold], rules)
        guesses += [(key, part.scores(text)) for key, text in known if fold_of(text) == fold]
    guesses = [(key, scores) for key, scores in guesses if scores]
    whole = fit(known, rules)
    model = Model(
        categories=whole.categories, texts=whole.texts, weights=whole.weights, confidence=_confidence(guesses)
    )
    seen: dict[str, list[tuple[float, bool]]] = {}
    for key, scores in guesses:
        best = scores[0].category
        seen.setdefault(best, []).append((round(model.sure(scores), 3), units[best] == units[key]))
    for rows in seen.values():
        rows.sort(reverse=True)
    return Model(
        categories=model.categories, texts=model.texts, weights=model.weights, confidence=model.confidence, seen=seen
    )  # fmt: skip


def _confidence(guesses: Sequence[tuple[str, Sequence[Scored]]]) -> tuple[float, float, float]:
    """Logistic regression of "the first guess is right" on its score and its lead, by Newton's method."""
    x = np.array([[1.0, two[0].score, two[0].score - two[1].score] for _key, two in guesses])
    y = np.array([float(two[0].category == key) for key, two in guesses])
    beta = np.zeros(3)
    for _turn in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        slope = x.T @ (y - p) - 0.01 * beta
        bend = (x * (p * (1 - p))[:, None]).T @ x + 0.01 * np.eye(3)
        beta += np.linalg.solve(bend, slope)
    base, best, ahead = (float(one) for one in beta)
    assert all(math.isfinite(one) for one in (base, best, ahead))
    return base, best, ahead
