"""A naive Bayes model over words and letter groups, learnt from `texts.csv` when it is first asked; always the same.

Everything happens on this machine, nothing is learnt from what residents write, and no text leaves the town.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

TEXTS = Path(__file__).with_name("texts.csv")
SPAM = "werbung"
GRAM = 4
#: How much one unseen feature counts; small, because the set is small.
SMOOTHING = 0.3
#: Longer texts say the same thing again; the first characters are enough and keep the cost bounded.
MOST_LETTERS = 4000
#: What stands for any link and any number; nobody wrote these words.
LINK_WORD, NUMBER_WORD = "verweisimtext", "zahl"
WORD = re.compile(r"[^\W\d_]+|\d+|[!%€$]+")
LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:example|com|net|shop|info|biz|ru|top|xyz|me)\b\S*", re.I
)


@dataclass(frozen=True)
class Sample:
    """One text of the set with what it is."""

    label: str
    text: str


@dataclass(frozen=True)
class Model:
    """Weight of each feature (natural logarithm, positive speaks for advertising) and of what is unknown."""

    weights: dict[str, float]
    prior: float

    def logit(self, text: str) -> float:
        """Sum of the weights, evened out by the length of the text, so that long texts are not judged by length."""
        found = [self.weights[one] for one in features(text) if one in self.weights]
        if not found:
            return self.prior
        return self.prior + sum(found) / math.sqrt(len(found))

    def telling(self, text: str, most: int = 4) -> list[str]:
        """The words that speak most for advertising, for people to read."""
        words = {one[2:]: self.weights.get(one, 0.0) for one in features(text) if one.startswith("w:")}
        words = {word: weight for word, weight in words.items() if word not in (LINK_WORD, NUMBER_WORD)}
        ranked = sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))
        return [word for word, weight in ranked[:most] if weight > 1.0 and len(word) > 3]


def samples() -> list[Sample]:
    """The labelled texts, in the order of the file."""
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return [Sample(row["label"], row["text"]) for row in csv.DictReader(file, delimiter=";")]


def features(text: str) -> set[str]:
    """Words, pairs of words and groups of four letters, each counted once; a link is one word."""
    plain = LINK.sub(f" {LINK_WORD} ", text[:MOST_LETTERS]).casefold()
    words = [NUMBER_WORD if word.isdigit() else word for word in WORD.findall(plain)]
    joined = f" {' '.join(words)} "
    return {
        *(f"w:{word}" for word in words),
        *(f"p:{one} {two}" for one, two in pairwise(words)),
        *(f"g:{joined[at : at + GRAM]}" for at in range(len(joined) - GRAM + 1)),
    }


def train(known: Iterable[Sample]) -> Model:
    """The model of these texts; features seen once in all are left out."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    number: Counter[bool] = Counter()
    for sample in known:
        spam = sample.label == SPAM
        number[spam] += 1
        counts[spam].update(features(sample.text))
    weights = {}
    for one in sorted(set(counts[True]) | set(counts[False])):
        if counts[True][one] + counts[False][one] < 2:
            continue
        for_spam = (counts[True][one] + SMOOTHING) / (number[True] + 2 * SMOOTHING)
        for_good = (counts[False][one] + SMOOTHING) / (number[False] + 2 * SMOOTHING)
        weights[one] = math.log(for_spam / for_good)
    return Model(weights, math.log(number[True] / number[False]))


@cache
def model() -> Model:
    """The model of the whole set; made once in a process, in a fraction of a second."""
    return train(samples())


@dataclass(frozen=True)
class Measured:
    """How often the model is right on texts that it had not learnt."""

    right_spam: int
    wrong_spam: int
    missed_spam: int
    right_good: int

    @property
    def precision(self) -> float:
        """Share of texts called advertising that are."""
        called = self.right_spam + self.wrong_spam
        return self.right_spam / called if called else 1.0

    @property
    def recall(self) -> float:
        """Share of advertising that is called so."""
        spam = self.right_spam + self.missed_spam
        return self.right_spam / spam if spam else 1.0


def cross_validate(folds: int, threshold: float) -> Measured:
    """Each text is judged by a model that learnt all but its own part of the set (every `folds`-th text)."""
    known = samples()
    tally: Counter[tuple[bool, bool]] = Counter()
    for fold in range(folds):
        learnt = train(sample for place, sample in enumerate(known) if place % folds != fold)
        for sample in known[fold::folds]:
            tally[sample.label == SPAM, learnt.logit(sample.text) >= threshold] += 1
    return Measured(tally[True, True], tally[False, True], tally[True, False], tally[False, False])
