"""What the free words of a council's result mean, by a table of the town; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem, Refused

#: The meanings a table may name (models.Outcome), without "none yet".
KNOWN = ("accepted", "changed", "rejected", "noted", "referred", "postponed", "withdrawn", "other")
RULE = "beschlussworte"


@dataclass(frozen=True)
class Table:
    """Phrases in their order, each with its meaning; the first that stands in a result decides."""

    lines: tuple[tuple[str, str], ...] = ()


def parse(data: Mapping[str, Any]) -> Table:
    """The table of `rules/beschlussworte.toml`: `meanings = [{ outcome = "…", phrases = ["…"] }]`.

    Raises:
        Refused: for an unknown meaning or a line that is none.
    """
    lines: list[tuple[str, str]] = []
    meanings = data.get("meanings")
    for line in meanings if isinstance(meanings, list) else [None]:
        known = line if isinstance(line, dict) else {}
        phrases = known.get("phrases")
        if not isinstance(phrases, list) or known.get("outcome") not in KNOWN:
            raise Refused(
                [
                    Problem(
                        "meanings",
                        "unreadable",
                        _("Each line needs an outcome and phrases; known outcomes: ") + ", ".join(KNOWN),
                    )
                ]
            )
        lines += [(plain(str(phrase)), str(known["outcome"])) for phrase in phrases if plain(str(phrase))]
    return Table(tuple(lines))


@lru_cache(maxsize=2000)
def outcome_of(result: str, table: Table) -> str:
    """The meaning of a result: "" without words, "other" when the table knows none of them."""
    words = plain(result)
    if not words:
        return ""
    for phrase, meaning in table.lines:
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", words):
            return meaning
    return "other"


def plain(text: str) -> str:
    """Small letters, single spaces, without signs between words."""
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())
