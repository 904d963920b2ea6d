"""Which texts of the town should exist in plain language; modules name theirs when they are ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MISSING, OUTDATED, THERE = "missing", "outdated", "there"
STATES = (OUTDATED, MISSING, THERE)


@dataclass(frozen=True)
class Row:
    """One text: what it is, where it is written, and its plain version as it stands."""

    title: str
    path: str
    text: str = ""


@dataclass(frozen=True)
class Source:
    """A kind of texts.

    `texts` gives those that everybody may see, annotated with `plain_state` (see `state`) and `plain_title`, so that the
    database counts and sorts them; `row` tells about one of them.
    """

    key: str
    label: _StrOrPromise
    texts: Callable[[], QuerySet[Any]]
    row: Callable[[Any], Row]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Adds a kind of texts to the desk's list."""
    _sources[source.key] = source


def sources() -> list[Source]:
    """Every kind, in the order in which it was named."""
    return list(_sources.values())


def state(text: str, outdated: Q) -> Case:
    """The state of a plain version as the database sees it.

    `text` names its field, `outdated` is true when the text beside it changed later.
    """
    return Case(
        When(Q(**{text: ""}), then=Value(MISSING)),
        When(outdated, then=Value(OUTDATED)),
        default=Value(THERE),
        output_field=CharField(),
    )
