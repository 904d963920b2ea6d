"""Takes German compounds apart (Spielplatz = Spiel + Platz) with our own small list of base words. Pure."""

from __future__ import annotations

from functools import cache, lru_cache

from mitmachstadt.spine.search import words as lists
from mitmachstadt.spine.search.analysis import fold, stem

# Letters that German puts between the halves of a compound.
LINKS = ("", "s", "es", "n", "en", "er", "e", "ns")
SHORTEST_COMPOUND = 6
SURE_LENGTH = 5  # a base word this long is believed even beside an unknown half: Klößner + straße


@cache
def base_stems() -> frozenset[str]:
    """Stems of all base words."""
    return frozenset(stem(word) for word in lists.BASE)


@cache
def _base_words() -> dict[str, tuple[str, str]]:
    """Stem -> (folded, as people write it) of the base words."""
    return {stem(word): (fold(word), word.capitalize()) for word in sorted(lists.BASE, key=len, reverse=True)}


def base_word(of_stem: str) -> tuple[str, str] | None:
    """The shortest base word with this stem as (folded, written), or None."""
    return _base_words().get(of_stem)


@cache
def _base_folded() -> frozenset[str]:
    """All base words, folded: what may stand at the end with three letters (bündel-t is no elt)."""
    return frozenset(fold(word) for word in lists.BASE)


@cache
def _unsure() -> frozenset[str]:
    return frozenset(stem(word) for word in lists.UNSURE_ENDS)


@cache
def _heads() -> dict[str, str]:
    """What a compound may begin or go on with, as written inside it -> stem ("" for a weak word)."""
    found: dict[str, str] = {}
    for word in lists.BASE:
        plain = fold(word)
        for form in [
            plain,
            *([plain[:-1]] if plain[-1] == "e" and plain[-2] != "e" and len(plain) > 4 else []),
        ]:
            for link in LINKS:
                found.setdefault(form + link, stem(word))
    for word in lists.WEAK:
        found[fold(word)] = ""
    return found


@lru_cache(maxsize=65_536)
def split(folded: str) -> tuple[tuple[str, str], ...]:
    """The pieces of a folded word as (written, stem), as few pieces as can be; empty for no compound.

    A weak piece (alt, neu, vor) has the stem "". One unknown half is allowed beside a long base word.
    """
    if len(folded) < SHORTEST_COMPOUND or not folded.isalpha() or stem(folded) in base_stems():
        return ()
    known = _known(folded)
    if known is not None:
        return known if any(piece[1] for piece in known) else ()
    return _half_known(folded)


@lru_cache(maxsize=65_536)
def _known(rest: str) -> tuple[tuple[str, str], ...] | None:
    """`rest` as known pieces only, or None."""
    last = stem(rest)
    if last in base_stems() and (len(rest) > 3 or rest in _base_folded()):
        return ((rest, last),)
    best: tuple[tuple[str, str], ...] | None = None
    for cut in range(2, len(rest) - 2):
        head = rest[:cut]
        if head not in _heads():
            continue
        tail = _known(rest[cut:])
        if tail is not None and (best is None or len(tail) + 1 < len(best)):
            best = ((head, _heads()[head]), *tail)
    return best


def begins_compound(folded: str) -> bool:
    """Whether base words alone make this beginning of a compound."""
    return folded in _heads() or _known(folded) is not None


def ends_compound(folded: str) -> bool:
    """Whether base words alone make this end of a compound."""
    return _known(folded) is not None


def _half_known(folded: str) -> tuple[tuple[str, str], ...]:
    """An unknown half (at least 3 letters) with a long base word, or known pieces, after or before it."""
    for cut in range(3, len(folded) - SURE_LENGTH + 1):
        tail = _known(folded[cut:])
        if tail is not None and all(
            len(stem_) >= SURE_LENGTH and stem_ not in _unsure() for _, stem_ in tail
        ):
            return ((folded[:cut], ""), *tail)
    for cut in range(len(folded) - 4, SURE_LENGTH - 1, -1):
        head = folded[:cut]
        if len(_heads().get(head, "")) >= SURE_LENGTH:
            return ((head, _heads()[head]), (folded[cut:], ""))
    return ()


@lru_cache(maxsize=65_536)
def parts(folded: str) -> frozenset[str]:
    """Stems under which a compound is also found: its pieces and neighbouring pieces together.

    Radverkehrskonzept -> rad, verkehr, konzept, radverkehr, verkehrskonzept.
    """
    pieces = split(folded)
    found = {piece_stem for _, piece_stem in pieces if len(piece_stem) > 2}
    for first in range(len(pieces)):
        for last in range(first + 2, len(pieces) + 1):
            if last - first < len(pieces):
                found |= _joined(pieces[first:last])
    return frozenset(found - {stem(folded), ""})


def _joined(pieces: tuple[tuple[str, str], ...]) -> set[str]:
    """Stems of neighbouring pieces read as one word, with and without the linking letters at its end."""
    together = "".join(written for written, _ in pieces)
    ends = {together}
    for link in ("s", "n"):
        if together.endswith(link) and not pieces[-1][1].endswith(link):
            ends.add(together[: -len(link)])
    return {stem(end) for end in ends}
