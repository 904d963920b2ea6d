"""German words as the search compares them: folded and without endings. Pure, no database."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from mitmachstadt.spine.search import words as lists
from mitmachstadt.spine.search.town_words import town_words

TERM_LENGTH = 60
# A word, with an inclusive ending if it has one: Bürger:innen, Kund*innenbeirat, Mobilitätsbeauftragte:r.
_WORD = re.compile(r"[^\W_]+(?:[:*_](?:innen[^\W_]*|in[^\W_]*|r\b))?")
_INCLUSIVE = re.compile(r"^([^\W_]+)[:*_](innen|in|r)([^\W_]*)$", re.IGNORECASE)
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_FEMININE = re.compile(r"(?<=er)in(?:nen)?$")
_UMLAUT = ((re.compile(r"ae"), "a"), (re.compile(r"oe"), "o"), (re.compile(r"(?<![aeq])ue"), "u"))
_IRREGULAR = {
    "burger": "burger",
    "burgern": "burger",
    "burgers": "burger",
    "thema": "them",
    "firma": "firm",
    "konto": "kont",
    "risiko": "risik",
    "bus": "bus",
    "busse": "bus",
    "bussen": "bus",
}


class _OfThread(threading.local):
    """A stemmer for each thread: one keeps the word under way in itself, and two threads would cut each other's words."""

    def __init__(self) -> None:
        self.stemmer = snowballstemmer.stemmer("german")


_own = _OfThread()


@dataclass(frozen=True)
class Word:
    """One word of a text: as written, folded, its stem, and its place (`start`, `end` in characters)."""

    written: str
    folded: str
    stem: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """`word` in small letters without accents: ä, ae and a become the same, so do ß and ss."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    plain = "".join(letter for letter in decomposed if letter.isalnum())
    # Until nothing changes any more, so that folding twice is folding once ("uee" would else stop half way).
    before = ""
    while plain != before:
        before = plain
        for pattern, letter in _UMLAUT:
            plain = pattern.sub(letter, plain)
    return plain[:TERM_LENGTH]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem under which `word` is stored and looked for: Städte, Stadt, Staedten -> stadt."""
    folded = _FEMININE.sub("", fold(word)) if len(word) > 7 else fold(word)
    if folded in _IRREGULAR:
        return _IRREGULAR[folded]
    if (len(folded) > 4 and folded[-2:] in {"as", "os", "ys"}) or (len(folded) > 3 and folded.endswith("ps")):
        folded = folded[:-1]  # Kitas, Autos, Apps: a plural the stemmer does not know
    found: str = fold(_own.stemmer.stemWord(folded))
    if len(found) > 4 and found.endswith("um") and not found.endswith("aum"):
        found = found[:-2]  # Zentrum and Zentren, Gremium and Gremien
    return found or folded


def uninclusive(written: str) -> str:
    """The plain word inside an inclusive one: Bürger:innen -> Bürger, Kund:innenbeirat -> Kundenbeirat."""
    match = _INCLUSIVE.match(written)
    if match is None:
        return written
    head, ending, tail = match.groups()
    if ending.lower() == "r" or head.lower().endswith("er") or not tail:
        return head + tail
    return head + "en" + tail


def words(text: str) -> Iterator[Word]:
    """All words of `text` in order, stop words left out."""
    for match in _WORD.finditer(text):
        written = match.group()
        plain = uninclusive(written)
        folded = fold(plain)
        if folded and plain.lower() not in lists.STOP and folded not in _stop_folded():
            yield Word(written, folded, stem(plain), match.start(), match.end())


def joined(text: str) -> set[str]:
    """Stems of hyphenated words read as one: CAS-App -> casapp, Rad-Station -> radstation."""
    return {stem(match.group().replace("-", "")) for match in _HYPHENATED.finditer(text)}


@cache
def _stop_folded() -> frozenset[str]:
    """Stop words as somebody without umlauts types them."""
    return frozenset(fold(word) for word in lists.STOP)


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Stems to look for beside a stem: those that mean the same, and what the town's own words add."""
    found: dict[str, dict[str, None]] = {}
    ours = town_words()
    for group in (*lists.SYNONYMS, *ours.same):
        stems = [stem(word) for word in group]
        for one in stems:
            found.setdefault(one, {}).update(dict.fromkeys(other for other in stems if other != one))
    for asked, others in ours.also.items():
        found.setdefault(stem(asked), {}).update(dict.fromkeys(stem(other) for other in others))
    return {one: tuple(other for other in others if other != one) for one, others in found.items()}
