"""What a guess may do by itself: only what was measured to be right often enough; everything else goes to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mitmachstadt.modules.reports.rules.town import Category, GuessRule, ReportRules

#: Guesses on texts that were not learned, by the category guessed: the confidence, and whether the unit was right.
Seen = Mapping[str, Sequence[tuple[float, bool]]]
#: With fewer guesses than this behind it no share is worth anything.
LEAST_OF_ALL = 30


@dataclass(frozen=True)
class Trusted:
    """From which confidence on, and for which categories, a guess sends a report to a unit by itself."""

    confidence: float = 2.0
    categories: frozenset[str] = frozenset()

    def trusts(self, category: str, confidence: float) -> bool:
        """Whether this guess may send a report by itself."""
        return category in self.categories and confidence >= self.confidence


def trusted(seen: Seen, rule: GuessRule | None) -> Trusted:
    """The lowest confidence from which on the named share of all measured guesses met the right unit, and the categories
    whose own guesses did, too; nothing where the town names no share or no confidence reaches it."""
    if rule is None:
        return Trusted()
    every = sorted((pair for rows in seen.values() for pair in rows), reverse=True)
    lowest, right = 2.0, 0
    for number, (confidence, was_right) in enumerate(every, 1):
        right += was_right
        whole = number == len(every) or every[number][0] < confidence
        if whole and number >= LEAST_OF_ALL and right / number >= rule.precision:
            lowest = confidence
    found = set()
    for category, rows in seen.items():
        above = [was_right for confidence, was_right in rows if confidence >= lowest]
        if len(above) >= rule.least and sum(above) / len(above) >= rule.precision:
            found.add(category)
    return Trusted(lowest, frozenset(found))


def leads(chosen: Category, rules: ReportRules, sure: Category | None) -> Category | None:
    """The category that sends a report to its unit; None sends it to the desk where people sort.

    Whoever chose a category more exactly than by the tile is taken at their word. With the tile alone a trusted guess
    leads (`sure`); without one the tile does where all of it goes to one unit, or where the town wants it so.
    """
    rule, tile = rules.guessing, rules.of_group(chosen.group)
    if rule is None or chosen != tile[0]:
        return chosen
    if sure is not None:
        return sure
    if rule.unsure == "category" or len({one.unit for one in tile}) == 1:
        return chosen
    return None
