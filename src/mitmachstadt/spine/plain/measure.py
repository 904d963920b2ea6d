"""Precision and recall of the checker on sentences that were labelled by hand, by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mitmachstadt.spine.plain.rules import check


@dataclass(frozen=True)
class Measure:
    """How often a rule was right (`precision`) and how much of what there is it found (`recall`)."""

    code: str
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def measure(labelled: Iterable[tuple[str, Iterable[str]]]) -> list[Measure]:
    """One line for each rule, sorted by its name, and `all` at the end; a rule counts once a sentence."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for sentence, codes in labelled:
        found, wanted = {one.code for one in check(sentence)}, set(codes)
        right.update(found & wanted)
        wrong.update(found - wanted)
        missed.update(wanted - found)
    lines = [
        Measure(code, right[code], wrong[code], missed[code]) for code in sorted({*right, *wrong, *missed})
    ]
    return [*lines, Measure("all", right.total(), wrong.total(), missed.total())]


def table(lines: Iterable[Measure]) -> str:
    """The lines as a table for the docs."""
    head = "| Regel | richtig | falsch | übersehen | Genauigkeit | Trefferquote |\n|---|---|---|---|---|---|"
    rows = [
        f"| {one.code} | {one.right} | {one.wrong} | {one.missed} | {one.precision:.2f} | {one.recall:.2f} |"
        for one in lines
    ]
    return "\n".join([head, *rows])
