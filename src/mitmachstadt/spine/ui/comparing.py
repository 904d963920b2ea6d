"""What changed between two texts, word by word, for every page that shows versions beside each other (`ui/diff.html`)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter

#: A word or a sign with the space behind it; a text begins with an empty word, behind which its first space stands.
WORDS = re.compile(r"(^|\w+|[^\w\s])(\s*)")
SENTENCES = re.compile(r"([^.!?\n]+[.!?\n]*|[.!?\n]+)()")
WHOLE = re.compile(r"(?s)(.+)()")
#: More pairs of equal pieces than any honest text has; comparing them one by one would take seconds.
MOST_PAIRS = 300_000

Pieces = list[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """A run of words that stayed (`same`), left (`del`) or came (`ins`)."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Part]:
    """What changed word by word; a lone space between two changes belongs to them, so that phrases stay whole.

    Only words are looked for in the other text: a space is in it thousands of times. Texts that repeat the same few words
    thousands of times are compared by sentence or as a whole, so that nobody keeps the server busy.
    """
    before, after = _pieces(old, new)
    words = SequenceMatcher(None, [word for word, _ in before], [word for word, _ in after], autojunk=False)
    parts: list[Part] = []
    gone, came = "", ""
    for tag, a, b, c, d in words.get_opcodes():
        if tag != "equal":
            gone, came = gone + _text(before[a:b]), came + _text(after[c:d])
            continue
        for (word, left), (_word, right) in zip(before[a:b], after[c:d], strict=True):
            parts += [*_changed(gone, came), Part("same", word)]
            gone, came = ("", "") if left == right else (left, right)
            if left == right:
                parts.append(Part("same", left))
    return _joined(parts + _changed(gone, came))


def _pieces(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Both texts in the smallest pieces of which not too many are alike."""
    before: Pieces = []
    after: Pieces = []
    for pattern in (WORDS, SENTENCES, WHOLE):
        before, after = pattern.findall(old), pattern.findall(new)
        counted = Counter(word for word, _ in after)
        if sum(counted[word] for word, _ in before) <= MOST_PAIRS:
            break
    return before, after


def _text(pieces: Pieces) -> str:
    return "".join(word + space for word, space in pieces)


def _changed(gone: str, came: str) -> list[Part]:
    """Old words, then new ones; space at the end of both is shared."""
    kept, put = gone.rstrip(), came.rstrip()
    left, right = gone[len(kept) :], came[len(put) :]
    if not (left and right):
        return [Part("del", gone), Part("ins", came)]
    return [Part("del", kept), Part("ins", put), Part("same", left if left == right else " ")]


def _joined(parts: list[Part]) -> list[Part]:
    """Without empty ones, and neighbours of a kind as one."""
    full = (part for part in parts if part.text)
    return [
        Part(kind, "".join(part.text for part in some)) for kind, some in groupby(full, attrgetter("kind"))
    ]
