"""What cells of the tables mean: truths, moments, and the words of one thing in the language that is shown."""

from __future__ import annotations

from typing import Any

from mitmachstadt.modules.consul.importers import records
from mitmachstadt.modules.consul.importers.dump import Cells

GERMAN = ("de", "de-DE", "de_DE")
Texts = dict[str, dict[str, str]]


def at_of(value: str | None) -> str:
    """A moment as ISO 8601, "" for none."""
    return records.moment(value)


def day_of(value: str | None) -> str:
    """A day as Germans write it, "" for none."""
    found = at_of(value)[:10]
    return f"{found[8:10]}.{found[5:7]}.{found[:4]}" if found else ""


def common(said: dict[str, str], row: Cells) -> dict[str, Any]:
    """What all things with words share; a database knows the minute."""
    at = row.get("published_at") or row.get("created_at")
    return {"html": records.has_html(*said.values()), "at": at_of(at), "hour": False}


def best(texts: Texts) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The German words, else the first ones; and all others, which are kept."""
    locale = next((one for one in GERMAN if one in texts), None) or sorted(texts)[0]
    others = {one: words for one, words in sorted(texts.items()) if one != locale}
    return texts[locale], others


def flag(value: str | None) -> bool | None:
    """A truth as PostgreSQL and CSV write it."""
    words = (value or "").lower()
    return True if words in ("t", "true", "1") else False if words in ("f", "false", "0") else None
