"""What to match, as a small tree that both databases understand. Pure: builds text, runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

# Marks in front of a token say where a word stands: whole or part of a compound, anywhere or in the title.
WHOLE, PART, TITLE_WHOLE, TITLE_PART = "w", "c", "t", "u"
KIND, DISTRICT, TOPIC = "k", "d", "o"
LONGEST_SLUG = 100  # PostgreSQL refuses endless words, and filters come from addresses that anybody can write


@dataclass(frozen=True)
class Token:
    """Exactly this token, or any that begins with it."""

    text: str
    begins: bool = False


@dataclass(frozen=True)
class All:
    """Every one of `parts`."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of `parts`."""

    parts: tuple[Expression, ...]


Expression = Token | All | AnyOf


def mark(kind: str, word: str) -> str:
    """The token of a folded word; letters only, so that no database takes it apart."""
    return f"{kind}_{word}"


def filter_token(kind: str, slug: str) -> str:
    """The token of a filter value; what is no plain letter or digit is written as its number."""
    return f"{kind}_" + re.sub(r"[^a-z0-9]", lambda match: f"_{ord(match.group()):x}_", slug[:LONGEST_SLUG])


def both(parts: Iterable[Expression]) -> Expression:
    """All of `parts`; a single one stands for itself."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else All(found)


def either(parts: Iterable[Expression]) -> Expression:
    """One of `parts`; a single one stands for itself."""
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else AnyOf(found)


def at_least(count: int, parts: tuple[Expression, ...]) -> Expression:
    """Any `count` of `parts`."""
    return either(both(chosen) for chosen in combinations(parts, count))


def for_sqlite(expression: Expression) -> str:
    """The tree in the language of FTS5."""
    if isinstance(expression, Token):
        return f'"{expression.text}"' + (" *" if expression.begins else "")
    word = " AND " if isinstance(expression, All) else " OR "
    return "(" + word.join(for_sqlite(part) for part in expression.parts) + ")"


def for_postgresql(expression: Expression) -> str:
    """The tree in the language of tsquery."""
    if isinstance(expression, Token):
        return f"'{expression.text}'" + (":*" if expression.begins else "")
    word = " & " if isinstance(expression, All) else " | "
    return "(" + word.join(for_postgresql(part) for part in expression.parts) + ")"
