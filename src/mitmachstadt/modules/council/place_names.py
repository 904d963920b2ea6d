"""Finds streets, squares and districts that a text names, by the names the town's own data knows; pure and quick."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Ends of words that make a name a street or a square; other names count only as whole districts or places of two words.
STREET_END = re.compile(
    r"(straße|weg|platz|allee|ring|gasse|damm|ufer|hellweg|grund|markt|kamp)$", re.IGNORECASE
)
#: Beginnings of street names of several words; they are only taken with capitals, as a street is written.
STREET_START = re.compile(r"^(Am|An der|An den|Auf dem|Auf der|Im|In der|In den|Zum|Zur)\s+[A-ZÄÖÜ]")
#: Words that end like a street and are none, or name something every town has.
COMMON = frozenset({"marktplatz", "parkplatz", "spielplatz", "sportplatz", "schulweg", "radweg", "gehweg", "fußweg",
                    "hauptbahnhof", "rathaus", "innenstadt", "altstadt", "innerer ring", "innerer straßenring"})  # fmt: skip
SHORT = re.compile(r"\bstr\.|(?<=\w)str\.(?!\w)|strasse\b|(?<=\w)str\b", re.IGNORECASE)
GENITIVE = ("platz", "ring", "weg", "damm", "markt", "grund", "kamp")


@dataclass(frozen=True)
class KnownPlace:
    """A name of the town's data with its point (degrees); `district` is a slug where the name is a district."""

    name: str
    lat: float | None
    lon: float | None
    district: str = ""


def even(text: str) -> str:
    """Text with one spelling of "Straße" and single spaces: `Bahnhofstr.` becomes `Bahnhofstraße`."""

    def whole(found: re.Match[str]) -> str:
        return "Straße" if found.start() == 0 or not text_[found.start() - 1].isalpha() else "straße"

    text_ = re.sub(r"\s+", " ", text.replace("\u00ad", "").replace("-\n", ""))
    return SHORT.sub(whole, text_)


def street_names(name: str) -> list[str]:
    """Street names in the name of a stop: `Amt-/Bergstr.` gives both, `Castrop Münsterplatz` the square."""
    found: list[str] = []
    for part in even(name).replace("-/", "straße/").split("/"):
        part = re.sub(r"\s+(Hst\.?\s*)?\d+$", "", part.strip())
        if STREET_START.match(part) or STREET_END.search(part):
            found.append(part)
    return [one for one in found if one.casefold() not in COMMON and len(one) > 5]


def pattern_of(name: str) -> str:
    """What the name looks like in a text: whole words, hyphens or spaces between them, a genitive where German has one."""
    words = [re.escape(word) for word in re.split(r"[\s-]+", name) if word]
    tail = r"(?:e?s)?" if name.casefold().endswith(GENITIVE) else ""
    return r"[\s-]".join(words) + tail


class Finder:
    """Knows all names and finds them in texts, the longest first, so that "Ickerner Straße" is not taken for "Ickern"."""

    def __init__(self, places: Iterable[KnownPlace]) -> None:
        self.by_name: dict[str, KnownPlace] = {}
        for place in places:
            self.by_name.setdefault(place.name.casefold(), place)
        names = sorted((place.name for place in self.by_name.values()), key=len, reverse=True)
        self.groups = {f"n{number}": name for number, name in enumerate(names)}
        self.search = re.compile(
            "|".join(rf"(?P<{key}>(?<![\w-]){pattern_of(name)}(?![\w-]))" for key, name in self.groups.items())
        ) if names else None  # fmt: skip

    def find(self, text: str) -> list[KnownPlace]:
        """The places a text names, each once, in the order of the text; names count only as they are written."""
        if self.search is None:
            return []
        found: dict[str, KnownPlace] = {}
        for hit in self.search.finditer(even(text)):
            name = self.groups[hit.lastgroup or ""]
            found.setdefault(name, self.by_name[name.casefold()])
        return list(found.values())
