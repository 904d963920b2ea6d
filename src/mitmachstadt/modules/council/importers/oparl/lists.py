"""Where the objects of a source lie: the lists of an endpoint, or the files of a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mitmachstadt.modules.council.importers.oparl.addresses import key_of
from mitmachstadt.modules.council.importers.oparl.reading import Remark, type_of

MOST_FILE = 256 * 2**20
#: Lists of a body in the order in which they are read, and the type of their objects; the last word: whether 1.0 has it.
LISTS = (
    ("legislativeTermList", "LegislativeTerm", False),
    ("organization", "Organization", True),
    ("person", "Person", True),
    ("membership", "Membership", False),
    ("meeting", "Meeting", True),
    ("agendaItem", "AgendaItem", False),
    ("paper", "Paper", True),
    ("consultation", "Consultation", False),
    ("file", "File", False),
    ("locationList", "Location", False),
)
SYSTEM_FIELDS = (
    "oparlVersion",
    "name",
    "license",
    "contactEmail",
    "contactName",
    "website",
    "vendor",
    "product",
    "modified",
)


@dataclass(frozen=True)
class Listing:
    """One list: the type of its objects, its first page, and the address of the body it belongs to."""

    kind: str
    url: str
    body: str = ""


def lists_of(body: Mapping[str, Any], base: str, remarks: list[Remark]) -> list[Listing]:
    """The lists that a body names; a missing one of those that every body must have is remarked."""
    found = []
    url = key_of(str(body.get("id") or base), base)
    for name, kind, mandatory in LISTS:
        given = body.get(name)
        if isinstance(given, str) and given.strip():
            try:
                found.append(Listing(kind, key_of(given, base), url))
                continue
            except ValueError:
                remarks.append(Remark("url", "Body", url, name, given[:200]))
        if mandatory:
            remarks.append(Remark("list_missing", "Body", url, name))
    return found


def facts_of(system: Mapping[str, Any]) -> dict[str, str]:
    """What a system says of itself, as texts."""
    return {
        name: system[name][:300]
        for name in SYSTEM_FIELDS
        if isinstance(system.get(name), str) and system[name]
    }


def folder_of(url: str) -> Path | None:
    """The folder that a source of saved answers names; None for an endpoint."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def files_of(folder: Path) -> list[Path]:
    """The JSON files of a folder in the order in which they are read: locations last, since others have to name them."""
    files = sorted(path for path in folder.rglob("*.json") if not path.name.startswith("schema-"))
    return sorted(files, key=lambda path: _is_location(path))


def _is_location(path: Path) -> bool:
    try:
        body = json.loads(path.read_bytes()[:MOST_FILE])
    except (ValueError, OSError, RecursionError):
        return False
    things = body.get("data", [body]) if isinstance(body, dict) else body
    first = things[0] if isinstance(things, list) and things else things
    return isinstance(first, dict) and type_of(first) == "Location"


def base_of(things: Iterable[Any], otherwise: str) -> str:
    """The address against which a saved answer is read: that of its first object."""
    for thing in things:
        given = thing.get("id") if isinstance(thing, dict) else None
        if isinstance(given, str) and urlsplit(given).scheme in {"http", "https"}:
            return given
    return otherwise
