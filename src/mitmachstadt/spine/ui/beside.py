"""What other modules show on the page of a thing they do not own: they register here, the page asks by kind and id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a page: a template with its context; `order` sorts the pieces of one thing."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50


#: Takes ids of one kind, answers with a piece for those that have one, in a number of queries that does not grow.
Finder = Callable[[Sequence[str]], Mapping[str, Part]]

_finders: dict[str, list[Finder]] = {}


def register(kind: str, find: Finder) -> Finder:
    """Adds pieces to the pages of a kind ("paper", "agenda_item", "meeting", "body", "project", "role" on a
    person's own page, "account" for rows among the ways of her account); twice is once."""
    finders = _finders.setdefault(kind, [])
    if find not in finders:
        finders.append(find)
    return find


def parts(kind: str, ids: Sequence[str | int]) -> dict[str, list[Part]]:
    """The pieces for each id, in their order; ids without one are left out."""
    keys = [str(one) for one in ids]
    found: dict[str, list[Part]] = {}
    for find in _finders.get(kind, ()):
        for key, part in find(keys).items():
            found.setdefault(key, []).append(part)
    return {key: sorted(pieces, key=lambda part: part.order) for key, pieces in found.items()}
