"""Marks the found words in a title or text; everything is escaped here, so the result is safe HTML. Pure."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from mitmachstadt.spine.search.analysis import Word, words
from mitmachstadt.spine.search.compounds import parts
from mitmachstadt.spine.search.plan import Plan

EXCERPT_LENGTH = 240
LEAD_LENGTH = 60

Matcher = Callable[[Word], bool]


def matcher(plan: Plan) -> Matcher:
    """Whether a word of a text is one that was looked for, by the same rules as the search itself."""
    stems = {stem for term in plan.terms for stem in term.stems() if not term.pieces}
    pieces = {piece for term in plan.terms for piece in term.pieces}
    begun = tuple(term.word.folded for term in plan.terms if term.begins and not term.pieces)

    def found(word: Word) -> bool:
        if word.stem in stems or word.stem in pieces or (begun and word.stem.startswith(begun)):
            return True
        inside = parts(word.folded)
        return not inside.isdisjoint(stems) or not inside.isdisjoint(pieces)

    return found


def marked(text: str, found: Matcher) -> SafeString:
    """`text` as HTML with `<mark>` round every found word."""
    html: list[str] = []
    last = 0
    for word in words(text):
        if found(word):
            html += [
                escape(text[last : word.start]),
                "<mark>",
                escape(text[word.start : word.end]),
                "</mark>",
            ]
            last = word.end
    html.append(escape(text[last:]))
    return mark_safe("".join(html))  # noqa: S308  # every piece above is escaped


def has_hit(text: str, found: Matcher) -> bool:
    """Whether any word of `text` is marked."""
    return any(found(word) for word in words(text))


def excerpt(summary: str, text: str, found: Matcher) -> SafeString:
    """The summary, or when only the long text holds a found word, about 240 characters round it."""
    if not text or has_hit(summary, found):
        return marked(_short(summary), found)
    first = next((word for word in words(text) if found(word)), None)
    if first is None:
        return marked(_short(summary), found)
    start = max(0, first.start - LEAD_LENGTH)
    if start:
        start = text.find(" ", start, first.start) + 1 or first.start
    piece = text[start : start + EXCERPT_LENGTH]
    if start + EXCERPT_LENGTH < len(text):
        piece = piece.rsplit(" ", 1)[0] + " …"
    return marked(("… " if start else "") + " ".join(piece.split()), found)


def _short(text: str) -> str:
    if len(text) <= EXCERPT_LENGTH:
        return text
    return text[:EXCERPT_LENGTH].rsplit(" ", 1)[0] + " …"
