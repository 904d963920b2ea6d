"""From words and circumstances to points from 0 to 100, each with the reasons a moderator can read; pure.

The points only sort the queue and hold a text back from being released together with others. Nothing is refused by them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from mitmachstadt.spine.moderation.scoring.model import LINK, Model

#: From here on a text is held for a look of its own.
HELD_FROM = 50
#: The model's sum at which a text stands exactly on the border (chosen by cross-validation, docs/moderation.md).
BORDER = 1.0
STEEPNESS = 1.5
LINK_WEIGHT, REPEAT_WEIGHT, SPEED_WEIGHT, SHOUTING_WEIGHT = 0.7, 1.5, 1.0, 1.0
MANY_AT_ONCE = 5
LETTERS = re.compile(r"[^\W\d_]")
SPACES = re.compile(r"\W+")


@dataclass(frozen=True)
class Judgement:
    """Points, and reasons as pairs of code and detail: link, repeat, speed, shouting, words."""

    points: int
    reasons: tuple[tuple[str, str], ...]

    @property
    def held(self) -> bool:
        """True when somebody should look at this text alone."""
        return self.points >= HELD_FROM


def judge(text: str, learnt: Model, *, repeats: int = 0, recent: int = 0) -> Judgement:
    """Judges `text`; `repeats` are equal texts of the last days, `recent` the same author's ones of the last minutes."""
    total, reasons = learnt.logit(text), []
    links = len(LINK.findall(text))
    if links:
        total += LINK_WEIGHT * min(links, 4)
        reasons.append(("link", str(links)))
    if repeats:
        total += REPEAT_WEIGHT * min(repeats, 3)
        reasons.append(("repeat", str(repeats)))
    if recent >= MANY_AT_ONCE:
        total += SPEED_WEIGHT * min(recent / MANY_AT_ONCE, 3)
        reasons.append(("speed", str(recent)))
    if shouting(text):
        total += SHOUTING_WEIGHT
        reasons.append(("shouting", ""))
    words = learnt.telling(text)
    if words and total >= BORDER:
        reasons.append(("words", ", ".join(words)))
    return Judgement(points_of(total), tuple(reasons))


def points_of(total: float) -> int:
    """0 to 100, 50 at the border."""
    return round(100 / (1 + math.exp(-(total - BORDER) / STEEPNESS)))


def shouting(text: str) -> bool:
    """Mostly capitals in a text of some length, or many exclamation marks."""
    letters = LETTERS.findall(text)
    capitals = sum(letter.isupper() for letter in letters)
    return (len(letters) >= 20 and capitals / len(letters) > 0.6) or text.count("!") >= 4


def kernel(text: str) -> str:
    """The text without case, signs and spaces, so that small changes do not hide a repetition."""
    return SPACES.sub("", text.casefold())
