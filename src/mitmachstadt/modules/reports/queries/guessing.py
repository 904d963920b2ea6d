"""Which category a text speaks of, by the words that the town's rules name for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mitmachstadt.modules.reports.queries.town import said
from mitmachstadt.modules.reports.rules import Category, ReportRules

WORD = re.compile(r"[\w-]+")
#: Below this nobody is told what the text seems to say.
LEAST = 0.4


@dataclass(frozen=True)
class Guess:
    """The likeliest category with its name and its share of all words found, 0 to 1 (no probability: nothing was measured)."""

    category: Category
    name: str
    share: float


def scores(text: str, rules: ReportRules) -> list[tuple[float, Category]]:
    """Every category whose words occur, the best first; longer words say more. The shares add up to 1."""
    plain = f" {' '.join(WORD.findall(text.casefold()))} "
    found = []
    for category in rules.categories:
        weight = sum(len(word) ** 1.5 for word in category.words if word.casefold() in plain)
        if weight:
            found.append((weight, category))
    total = sum(weight for weight, _category in found)
    return sorted(((weight / total, category) for weight, category in found), key=lambda one: -one[0])


def guess(text: str, rules: ReportRules) -> Guess | None:
    """The likeliest category of a text; None where it says too little."""
    found = scores(text, rules)
    if not found or found[0][0] < LEAST:
        return None
    return Guess(found[0][1], said(found[0][1]), found[0][0])
