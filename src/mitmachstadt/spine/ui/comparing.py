"""What changed between two texts, word by word, for every page that shows versions beside each other (`ui/diff.html`)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*|[.!?\n]+")
#: More pairs of equal words than any honest text has; comparing them word by word would take seconds.
MOST_PAIRS = 3_000_000


@dataclass(frozen=True)
class Part:
    """A run of words that stayed (`same`), left (`del`) or came (`ins`)."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Part]:
    """What changed word by word; a lone space between two changes belongs to them, so that phrases stay whole.

    Texts that repeat the same few words thousands of times are compared by sentence, so that nobody keeps the server busy.
    """
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    counted = Counter(after)
    if sum(number * counted[word] for word, number in Counter(before).items()) > MOST_PAIRS:
        before, after = SENTENCES.findall(old), SENTENCES.findall(new)
    parts: list[Part] = []
    gone, came = "", ""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[a:b]), "".join(after[c:d])
        if tag == "equal" and (left.strip() or not (gone or came)):
            parts += _changed(gone, came)
            gone, came = "", ""
            parts.append(Part("same", left))
        elif tag == "equal":
            gone, came = gone + left, came + right
        else:
            gone, came = gone + left, came + right
    return parts + _changed(gone, came)


def _changed(gone: str, came: str) -> list[Part]:
    """Old words, then new ones; equal space at their end is shared."""
    end = ""
    if gone and came and gone[-1].isspace() and came[-1].isspace():
        gone, came, end = gone.rstrip(), came.rstrip(), " "
    found = [Part("del", gone)] if gone else []
    found += [Part("ins", came)] if came else []
    return found + ([Part("same", end)] if end else [])
