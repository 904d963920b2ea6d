"""The words of the public entries: what a typo may have meant and which compounds hold a rare word."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase

from django.db.models import Q
from rapidfuzz.distance import OSA

from mitmachstadt.spine.search.analysis import Word, stem
from mitmachstadt.spine.search.compounds import (
    SHORTEST_COMPOUND,
    base_stems,
    base_word,
    begins_compound,
    ends_compound,
    parts,
    split,
)
from mitmachstadt.spine.search.models import SearchWord

LAST = "\U0010ffff"  # sorts behind every letter
MOST_COMPOUNDS = 40
SHORTEST_TYPO = 4
LONGEST_TYPO = 30
LONGEST_RESPELLED = 20
SHORTEST_GUESS = 5
SHORTEST_INSIDE = 5


def rows_for(words: Iterable[Word], found: dict[str, SearchWord] | None = None) -> dict[str, SearchWord]:
    """Vocabulary rows of a text by folded word: words and the base words in compounds; added to `found`."""
    found = {} if found is None else found
    for word in words:
        if word.folded in found or word.folded.isdigit() or len(word.folded) < 3:
            continue
        shown = word.written.split(":")[0].split("*")[0]
        found[word.folded] = _row(word.folded, shown, word.stem)
        singular = _dictionary_form(word.folded, shown)
        if singular is not None:
            found.setdefault(singular.word, singular)
        for piece in parts(word.folded):
            base = base_word(piece)
            if base and base[0] not in found:
                found[base[0]] = _row(base[0], base[1], piece)
    return found


def _dictionary_form(folded: str, shown: str) -> SearchWord | None:
    """Radwegen -> Radweg: a compound with its last piece as in our list, which reads better in a question."""
    pieces = split(folded)
    base = base_word(pieces[-1][1]) if pieces else None
    if base is None or len(folded) != len(shown) or folded.endswith(base[0]):
        return None
    start = len(folded) - len(pieces[-1][0])
    return _row(folded[:start] + base[0], shown[:start] + base[1].lower(), stem(folded))


def _row(folded: str, shown: str, its_stem: str) -> SearchWord:
    return SearchWord(word=folded, shown=shown[:120], stem=its_stem, reversed_stem=its_stem[::-1])


def compounds_with(stems: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For words outside our base list: stems of known words that begin or end with them (at most 40 each)."""
    asked = [one for one in stems if len(one) >= SHORTEST_INSIDE and one not in base_stems()]
    if not asked:
        return {}
    condition = Q()
    for one in asked:
        condition |= _range("stem", one) | _range("reversed_stem", one[::-1])
    known = sorted(set(SearchWord.objects.filter(condition).values_list("stem", flat=True)))
    found = {}
    for one in asked:
        holding = [
            word
            for word in known
            if len(word) >= len(one) + 3 and (word.startswith(one) or word.endswith(one))
        ]
        found[one] = tuple(holding[:MOST_COMPOUNDS])
    return found


def _range(field: str, start: str) -> Q:
    """Values of `field` that begin with `start`, as a range both databases answer from their index."""
    return Q(**{f"{field}__gte": start, f"{field}__lt": start + LAST})


def similar(folded: str, its_stem: str, *, mistakes: int) -> list[tuple[int, SearchWord]]:
    """Known words at most `mistakes` (1 or 2) typing errors away, nearest first, at most 8, with distance.

    An error is a wrong, missing, additional or swapped letter, in the word or in its stem. For one error each
    possible spelling is looked up; for two only words with the same first or last three letters are compared.
    """
    shortest = SHORTEST_TYPO if mistakes == 1 else SHORTEST_GUESS
    if not shortest <= len(folded) <= LONGEST_TYPO or not (folded.isascii() and folded.isalpha()):
        return []
    if mistakes == 1:
        near = Q(word__in=one_error(folded))
        if len(its_stem) >= SHORTEST_TYPO:
            near |= Q(stem__in=one_error(its_stem))
    else:
        near = _range("word", folded[:3]) | _range("reversed_stem", its_stem[::-1][:3])
    scored = []
    for row in SearchWord.objects.filter(near).exclude(stem=its_stem):
        by_word = OSA.distance(folded, row.word)
        distance = min(
            by_word, OSA.distance(its_stem, row.stem) if len(its_stem) >= SHORTEST_TYPO else by_word
        )
        if distance <= mistakes:
            scored.append((distance, by_word, row.word[:1] != folded[:1], row.word, row))
    scored.sort(key=lambda one: one[:4])
    return [(one[0], one[4]) for one in scored[:8]]


def one_error(word: str) -> list[str]:
    """Every spelling one typing error away from a word of the letters a to z."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {front + back[1:] for front, back in cuts if back}
    found |= {front + back[1] + back[0] + back[2:] for front, back in cuts if len(back) > 1}
    found |= {front + letter + back[1:] for front, back in cuts if back for letter in ascii_lowercase}
    found |= {front + letter + back for front, back in cuts for letter in ascii_lowercase}
    return sorted(found - {word})


def respelled(folded: str) -> list[str]:
    """Spellings one typing error away from a compound that base words alone make: fahradweg -> fahrradweg.

    For compounds that stand nowhere as they are, while what they mean does (a cycle path is a Radweg, too).
    """
    if not SHORTEST_COMPOUND <= len(folded) <= LONGEST_RESPELLED or not (
        folded.isascii() and folded.isalpha()
    ):
        return []
    found: set[str] = set()
    for cut in range(3, len(folded) - 2):
        head, tail = folded[:cut], folded[cut:]
        if ends_compound(tail):
            found |= {one + tail for one in one_error(head) if begins_compound(one)}
        if begins_compound(head):
            found |= {head + one for one in one_error(tail) if ends_compound(one)}
    return sorted(found)[:MOST_COMPOUNDS]
