"""Reads a town's `town.toml` at start and says in a sentence what is missing, before a page needs it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mitmachstadt.config.env import ConfigError

#: What pages, mails and outputs take from the file without asking again: path in the file, type, and an example.
NEEDED: tuple[tuple[str, type, str], ...] = (
    ("platform", str, '"Mitmachstadt"'),
    ("name", str, '"Beispielstadt"'),
    ("state", str, '"NW"'),
    ("ags", str, '"05562004"'),
    ("centre", list, "[7.309277, 51.56566]"),
    ("contact.office", str, '"Stadt Beispielstadt, Markt 1, 12345 Beispielstadt"'),
    ("contact.email", str, '"mitmachen@beispielstadt.de"'),
    ("areas", dict, '{ klima = { name = "Klima", icon = "temperature" } }'),
)
STATES = ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]


def read(folder: Path) -> dict[str, Any]:
    """The facts of the town in this folder.

    Raises:
        ConfigError: everything that is missing or wrong, a German line each.
    """
    path = folder / "town.toml"
    if not path.is_file():
        raise ConfigError(_missing(folder))
    try:
        facts = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} ist nicht lesbar: {error}.") from error
    wrong = problems(facts)
    if wrong:
        raise ConfigError("\n".join(f"{path}: {sentence}" for sentence in wrong))
    return facts


def problems(facts: dict[str, Any]) -> list[str]:
    """What a town can not do without (German sentences)."""
    wrong = []
    for name, kind, example in NEEDED:
        table, _dot, key = name.rpartition(".")
        part = facts.get(table, {}) if table else facts
        value = part.get(key) if isinstance(part, dict) else None
        if not isinstance(value, kind) or not value:
            wrong.append(f"Es fehlt {key} = {example}" + (f" unter [{table}]." if table else "."))
    if isinstance(facts.get("state"), str) and facts["state"] and facts["state"] not in STATES:
        wrong.append(f"state ist das Kürzel des Landes, eines von {', '.join(STATES)}.")
    centre = facts.get("centre")
    if isinstance(centre, list) and centre and not _is_point(centre):
        wrong.append("centre sind zwei Zahlen in Grad, zuerst die Länge, dann die Breite.")
    return wrong


def _is_point(centre: list[Any]) -> bool:
    numbers = all(isinstance(number, (int, float)) for number in centre)
    return numbers and len(centre) == 2 and abs(centre[0]) <= 180 and abs(centre[1]) <= 90


def _missing(folder: Path) -> str:
    sentence = f"In TOWNS_DIR liegt keine Stadt „{folder.name}“ mit einer town.toml."
    if (folder / "rules").is_dir():
        sentence += (
            " Dort stehen nur Regeln; wie man sie ausprobiert, steht in docs/betrieb.md, „Eine andere Stadt“."
        )
    return sentence
