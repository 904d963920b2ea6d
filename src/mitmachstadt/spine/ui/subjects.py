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

_finders: dict[str, Finder] = {}
_themed: dict[str, Themed] = {}


def register(kind: str, find: Finder, *, about: Themed | None = None) -> None:
    """Names the links of a kind, and which of it are about a topic; the same kind again replaces it."""
    _finders[kind] = find
    if about is not None:
        _themed[kind] = about


def about_topic(slug: str) -> dict[str, list[str]]:
    """Ids by kind of all things that belong to a topic."""
    return {kind: list(ids(slug)) for kind, ids in _themed.items()}


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
