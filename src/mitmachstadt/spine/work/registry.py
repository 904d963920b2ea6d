"""The kinds of long work; whoever has one registers it when ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Step:
    """What a job says after each piece: how far it is, and the `cursor` to go on behind this piece."""

    done: int
    total: int
    cursor: Any
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """`run(cursor)` does the work piece by piece; pieces can be repeated without harm."""

    key: str
    label: Promise | str
    hint: Promise | str
    run: Callable[[Any], Iterator[Step]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Adds a kind of long work."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """All kinds in the order of their registration."""
    return list(_kinds.values())


def kind_of(key: str) -> Kind | None:
    """The kind with this name, if there is one."""
    return _kinds.get(key)
