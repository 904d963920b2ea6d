"""Turns what somebody typed into what to match: words, mended typos, and what to let go when nothing fits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rapidfuzz.distance import Postfix, Prefix

from mitmachstadt.spine.search import backend, vocabulary
from mitmachstadt.spine.search.analysis import Word, fold, stem, synonyms, words
from mitmachstadt.spine.search.compounds import base_stems, split
from mitmachstadt.spine.search.expressions import (
    PART,
    TITLE_PART,
    TITLE_WHOLE,
    WHOLE,
    Expression,
    Token,
    at_least,
    both,
    either,
    mark,
)

LONGEST_QUERY = 200
MOST_TERMS = 8
MOST_SCORED = 6


@dataclass(frozen=True)
class Term:
    """One word of the question.

    `begins`: the word may be unfinished. `compounds`: stems of known words that hold it. `pieces`: when not
    empty, the stems of its pieces are looked for instead of the word (Radwegschaden finds
    "Schäden an Radwegen").
    """

    word: Word
    begins: bool = False
    compounds: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()

    def stems(self) -> tuple[str, ...]:
        """The stem and those that mean the same or contain it."""
        return (self.word.stem, *synonyms().get(self.word.stem, ()), *self.compounds)

    def strong(self, whole: str = WHOLE, part: str = PART) -> Expression:
        """The word itself or as part of a compound, under the marks of the whole entry or of its title."""
        if self.pieces:
            return both(either([Token(mark(whole, p)), Token(mark(part, p))]) for p in self.pieces)
        same = (self.word.stem, *synonyms().get(self.word.stem, ()))
        return either(
            [Token(mark(whole, one)) for one in self.stems()] + [Token(mark(part, one)) for one in same]
        )

    def any(self, whole: str = WHOLE, part: str = PART) -> Expression:
        """As `strong`, or a word that begins like an unfinished one."""
        if not self.begins or self.pieces:
            return self.strong(whole, part)
        begun = [Token(mark(whole, self.word.folded), begins=True)]
        if len(self.word.folded) > 3:
            begun.append(Token(mark(part, self.word.folded), begins=True))
        return either([self.strong(whole, part), *begun])

    def in_title(self) -> Expression:
        """As `any`, but in the title alone."""
        return self.any(TITLE_WHOLE, TITLE_PART)

    def whole_in_title(self) -> Expression:
        """The very word in the title."""
        return both(Token(mark(TITLE_WHOLE, one)) for one in self.pieces or (self.word.stem,))

    def bonuses(self, *, relaxed: bool) -> list[tuple[int, Expression]]:
        """Points for where the word stands: in the title 40 whole, 30 in a compound, 20 begun; in the text 1.

        The text counts so little that six words in it never outweigh one in the title.
        """
        strong = self.strong(TITLE_WHOLE, TITLE_PART)
        if self.in_title() == strong:
            title = [(30, strong)]
        else:
            title = [(10, strong), (20, self.in_title())]
        text = [(1, self.strong())] if self.begins or relaxed else []  # otherwise every match has it
        return [(10, self.whole_in_title()), *title, *text]


Tier = tuple[Expression, list[tuple[int, Expression]]]


@dataclass(frozen=True)
class Plan:
    """What to match and what to tell the person about it.

    `expression` is None when nothing can match. `corrected` is the text after mended typos, or None.
    `missing` are words that stand nowhere. `relaxed`: no entry holds all words, so some are let go.
    `suggestion` is a text worth trying in place of the missing words, or None.
    """

    terms: tuple[Term, ...] = ()
    expression: Expression | None = None
    corrected: str | None = None
    missing: tuple[str, ...] = ()
    relaxed: bool = False
    suggestion: str | None = None

    def tiers(self) -> list[Tier]:
        """Ever wider sets of entries with the points inside each; who is in one stands before all outside.

        They spare a search for a common word from ranking every entry that only mentions it.
        """
        if self.expression is None:
            return []
        scored = self.terms[:MOST_SCORED]
        bonuses = [bonus for term in scored for bonus in term.bonuses(relaxed=self.relaxed)]
        titles = [term.in_title() for term in scored]
        found: list[Tier] = []
        if len(scored) == len(self.terms) and not self.relaxed:
            found.append((both(term.whole_in_title() for term in scored), []))
        found.append((both([self.expression, either(titles)]), bonuses))
        found.append((self.expression, bonuses))
        return found


def understand(text: str, *, scope: tuple[Expression, ...] = ()) -> Plan:
    """The plan for a question of at most 200 characters, within entries that match all of `scope`.

    Two small queries when every word is known and some entry holds them all; a few more otherwise.
    """
    text = text[:LONGEST_QUERY]
    terms = _terms(text)
    if not terms:
        return Plan()
    found = backend.present(
        [both([*(term.any() for term in terms), *scope]), *(term.any() for term in terms)]
    )
    if found[0]:
        return Plan(terms, both(term.any() for term in terms))
    kept: list[Term] = []
    replaced: list[tuple[Word, str]] = []
    missing: list[Word] = []
    for term, known in zip(terms, found[1:], strict=True):
        mended = term if known else _mend(term)
        if mended is None:
            missing.append(term.word)
            continue
        kept.append(mended)
        if mended.word is not term.word:
            replaced.append((term.word, mended.word.written))
    expression, relaxed = _relax(tuple(kept), scope)
    return Plan(
        tuple(kept),
        expression,
        relaxed=relaxed or (bool(missing) and expression is not None),
        corrected=_replace(text, replaced) if replaced else None,
        missing=tuple(word.written for word in missing),
        suggestion=_suggest(text, replaced, missing),
    )


def _terms(text: str) -> tuple[Term, ...]:
    """The different words of `text`; the last may be unfinished unless we know it well."""
    found: dict[str, Word] = {}
    for word in words(text):
        found.setdefault(word.stem, word)
    chosen = list(found.values())[:MOST_TERMS]
    compounds = vocabulary.compounds_with([word.stem for word in chosen])
    return tuple(
        Term(
            word,
            begins=word.end == len(text) and len(word.folded) > 1 and word.stem not in base_stems(),
            compounds=compounds.get(word.stem, ()),
        )
        for word in chosen
    )


def _mend(term: Term) -> Term | None:
    """The term as it was probably meant: unfinished, in pieces or mended; None when nothing fits."""
    begun = replace(term, begins=True)
    if len(term.word.folded) > 1 and not term.begins and backend.present([begun.any()])[0]:
        return begun
    pieces = tuple(piece for _, piece in split(term.word.folded) if len(piece) > 2)
    if len(pieces) > 1:
        apart = replace(term, pieces=pieces, begins=False)
        if backend.present([apart.strong()])[0]:
            return apart
    return _nearest(term.word, mistakes=1) or _respelled(term.word)


def _nearest(word: Word, *, mistakes: int) -> Term | None:
    """The known word nearest to a mistyped one, the more frequent of equals."""
    candidates = vocabulary.similar(word.folded, word.stem, mistakes=mistakes)
    terms = [
        Term(replace(word, written=row.shown, folded=fold(row.shown), stem=stem(row.shown)))
        for _, row in candidates
    ]
    return _best(terms, [distance for distance, _ in candidates])


def _respelled(word: Word) -> Term | None:
    """A mistyped compound that stands nowhere as a whole, looked for by its pieces."""
    terms = []
    for folded in vocabulary.respelled(word.folded):
        pieces = tuple(piece for _, piece in split(folded))
        if len(pieces) > 1 and all(len(piece) > 2 for piece in pieces):
            meant = replace(word, written=_written(word, folded), folded=folded, stem=stem(folded))
            terms.append(Term(meant, pieces=pieces))
    return _best(terms, [0] * len(terms))


def _written(word: Word, folded: str) -> str:
    """A respelled word with the umlauts and capitals of what was typed."""
    if len(word.written) != len(word.folded):
        return folded
    start = Prefix.similarity(word.folded, folded)
    end = min(Postfix.similarity(word.folded, folded), min(len(word.folded), len(folded)) - start)
    return word.written[:start] + folded[start : len(folded) - end] + word.written[len(word.written) - end :]


def _best(terms: list[Term], distances: list[int]) -> Term | None:
    """The nearest of those that stand somewhere, the more frequent of equals."""
    sizes = backend.sizes([term.strong() for term in terms])
    best = [
        (distance, -size, number)
        for number, (distance, size) in enumerate(zip(distances, sizes, strict=True))
        if size
    ]
    return terms[min(best)[2]] if best else None


def _relax(terms: tuple[Term, ...], scope: tuple[Expression, ...]) -> tuple[Expression | None, bool]:
    """The strictest expression that some entry matches (all terms, all but one ...); were terms let go?"""
    if not terms:
        return None, False
    parts = tuple(term.any() for term in terms)
    steps = [at_least(count, parts) for count in range(len(parts), 0, -1)]
    found = backend.present([both([step, *scope]) for step in steps])
    for step, some in zip(steps, found, strict=True):
        if some:
            return step, step is not steps[0]
    return None, False


def _replace(text: str, changes: list[tuple[Word, str]]) -> str:
    """`text` with other words in the places of the given ones."""
    for word, written in sorted(changes, key=lambda change: -change[0].start):
        text = text[: word.start] + written + text[word.end :]
    return text


def _suggest(text: str, replaced: list[tuple[Word, str]], missing: list[Word]) -> str | None:
    """`text` with the missing words replaced by ones up to two errors away, or None when no word is near."""
    guesses = [(word, guess.word.written) for word in missing if (guess := _nearest(word, mistakes=2))]
    return _replace(text, replaced + guesses) if guesses else None
