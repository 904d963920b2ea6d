"""Which texts of the town should exist in plain language; modules name theirs when they are ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MISSING, OUTDATED, THERE = "missing", "outdated", "there"
STATES = (OUTDATED, MISSING, THERE)


@dataclass(frozen=True)
class Row:
    """One text: what it is, where it is written, and its plain version as it stands."""

    title: str
    path: str
    state: str
    text: str = ""


@dataclass(frozen=True)
class Source:
    """A kind of texts; `rows` gives those that everybody may see."""

    key: str
    label: _StrOrPromise
    rows: Callable[[], Iterable[Row]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Adds a kind of texts to the desk's list."""
    _sources[source.key] = source


def sources() -> list[Source]:
    """Every kind, in the order in which it was named."""
    return list(_sources.values())


def state_of(text: str, outdated: bool) -> str:
    """The state of a plain version."""
    return THERE if text and not outdated else OUTDATED if text else MISSING
