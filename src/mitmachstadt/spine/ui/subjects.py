"""The thing an agenda item, a paper or a case is about, as a link: each module names its own kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Link:
    """Where a thing is read: what it is ("Project"), its title, its path and an icon of the sprite."""

    label: Promise | str
    title: str
    path: str
    icon: str = "flag"


#: Takes ids of one kind and answers with links to those that everybody may read, in a constant number of queries.
Finder = Callable[[Sequence[str]], Mapping[str, Link]]

#: Ids of one kind that belong to the topic of that slug.
Themed = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Choice:
    """A thing that staff may put on an agenda: its kind and id, the title, and what it is ("Project")."""

    kind: str
    id: str
    title: str
    label: Promise | str


#: Takes a number or words and gives fitting things of one kind, also such as only staff may see, the best first.
Seeker = Callable[[str, int], Iterable[Choice]]

_finders: dict[str, Finder] = {}
_seekers: dict[str, Seeker] = {}
_themed: dict[str, Themed] = {}


def register(kind: str, find: Finder, *, about: Themed | None = None, seek: Seeker | None = None) -> None:
    """Names the links of a kind, which of it are about a topic, and how staff looks for one to put on an agenda; the
    same kind again replaces it."""
    _finders[kind] = find
    if seek is not None:
        _seekers[kind] = seek
    if about is not None:
        _themed[kind] = about


def about_topic(slug: str) -> dict[str, list[str]]:
    """Ids by kind of all things that belong to a topic."""
    return {kind: list(ids(slug)) for kind, ids in _themed.items()}


def choices(text: str, most: int = 4) -> list[Choice]:
    """Things whose number or title fits, at most so many of each kind; for staff only."""
    words = text.strip()
    return [choice for seek in _seekers.values() for choice in seek(words, most)] if words else []


def numbered(number: str) -> Choice | None:
    """The thing with exactly this number, in whatever letters; for staff only."""
    wanted = number.strip().upper()
    return next((choice for choice in choices(number, 50) if choice.id.upper() == wanted), None)


def links(things: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Link]:
    """The links of things by kind and id; what is hidden or unknown is left out."""
    wanted: dict[str, set[str]] = {}
    for kind, key in things:
        if kind in _finders and key:
            wanted.setdefault(kind, set()).add(key)
    return {
        (kind, key): link
        for kind, keys in wanted.items()
        for key, link in _finders[kind](sorted(keys)).items()
    }
