"""A text as a guesser reads it: pieces of two to four letters within each word, umlauts written out."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter

WORD = re.compile(r"[a-z0-9]+")
SHORTEST, LONGEST = 2, 4
WRITTEN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
#: More of a text says nothing new and takes time.
MOST = 1000


def pieces(text: str) -> dict[str, float]:
    """How much each piece of a text counts; a piece that comes often counts little more than one that comes once."""
    found: Counter[str] = Counter()
    for word in WORD.findall(text[:MOST].casefold().translate(WRITTEN)):
        framed = f"<{word}>"
        for size in range(SHORTEST, LONGEST + 1):
            found.update(framed[at : at + size] for at in range(len(framed) - size + 1))
    return {piece: 1 + math.log(number) for piece, number in found.items()}


def held_out(text: str) -> bool:
    """Whether a text is only for measuring: one in five, the same ones for ever."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 5 == 0


def fold_of(text: str) -> int:
    """Which fifth of the texts that are learned a text belongs to when the confidence is measured."""
    return int(hashlib.sha256(f"fold:{text}".encode()).hexdigest(), 16) % 5
