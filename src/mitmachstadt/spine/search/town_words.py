"""What people of this town say for what its texts call otherwise: `search.toml` of the town, plain data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = "search.toml"


@dataclass(frozen=True)
class TownWords:
    """`same`: groups that mean the same. `also`: who asks for the first finds the others too, not the other way round."""

    same: tuple[tuple[str, ...], ...] = ()
    also: dict[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def town_words() -> TownWords:
    """The words of this installation's town; a town without the file has none."""
    path = Path(settings.TOWN_DIR) / FILE
    return read_words(tomllib.loads(path.read_text("utf-8"))) if path.is_file() else TownWords()


def read_words(data: dict[str, Any]) -> TownWords:
    """Words from the parsed file.

    Raises:
        ValueError: for anything but lists of single words, because a phrase would never match.
    """
    strange = set(data) - {"same", "also"}
    if strange:
        raise ValueError(f"{FILE}: only `same` and `also` are known, not {', '.join(sorted(strange))}.")
    same = tuple(_words(group, least=2) for group in data.get("same", []))
    also = {_words([asked])[0]: _words(found) for asked, found in data.get("also", {}).items()}
    return TownWords(same, also)


def _words(given: Any, least: int = 1) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) < least:
        raise ValueError(f"{FILE}: {given!r} must be a list of at least {least} words.")
    for word in given:
        if not isinstance(word, str) or not word.isalnum():
            raise ValueError(f"{FILE}: {word!r} is not one word of letters.")
    return tuple(given)
