"""What an ID token proves: the level of trust, and whether somebody lives here or how old at least; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

ORDER = ("low", "substantial", "high")


@dataclass(frozen=True)
class Claimed:
    """The result of one sign-in; `born` lives only as long as the request."""

    level: str
    resident: bool
    born: date | None


def level_of(token: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    """`low`, `substantial`, `high`, or nothing for a value that the settings do not know."""
    return str(config["levels"].get(str(inner(token, config["level_claim"])), ""))


def reaches(level: str, least: str) -> bool:
    """True when `level` is as good as `least`."""
    return level in ORDER and ORDER.index(level) >= ORDER.index(least)


def proven(token: Mapping[str, Any], config: Mapping[str, Any]) -> Claimed:
    """Residence and birthday count only from the level on that the settings ask for."""
    level = level_of(token, config)
    if not reaches(level, config["proof_level"]):
        return Claimed(level, False, None)
    lives_at = str(inner(token, config["resident_claim"]) or "").strip()
    resident = bool(lives_at) and lives_at in config["resident_values"]
    return Claimed(level, resident, day_of(inner(token, config["birth_claim"])))


def inner(token: Mapping[str, Any], path: str) -> Any:
    """The value at `address.postal_code`; None when a part is missing."""
    value: Any = token
    for part in path.split(".") if path else ["", ""]:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def day_of(text: object) -> date | None:
    """The day written as `2010-05-17`; None for anything else, such as a birthday without its day."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
