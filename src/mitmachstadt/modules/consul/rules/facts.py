"""How facts of the former platform are said: closed lists of its words, and which names here they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Its words for why somebody took a proposal back, and for whether a project can be done.
RETIRED = {
    "duplicated": "gibt es schon", "started": "wird schon umgesetzt", "unfeasible": "nicht umsetzbar", "done": "umgesetzt",
    "other": "anderer Grund",
}  # fmt: skip
#: In whose name something was said there, and how that is called here.
OFFICIAL = {"administrator": "Verwaltung (frühere Plattform)", "moderator": "Moderation (frühere Plattform)"}
FEASIBILITY = {"feasible": "umsetzbar", "unfeasible": "nicht umsetzbar", "undecided": "noch nicht geprüft"}


@dataclass(frozen=True)
class Names:
    """Names of the former platform, in small letters, and the slugs here that they mean."""

    topics: Mapping[str, str] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)

    def topic_of(self, tags: Iterable[str]) -> str:
        """The topic of the first tag that means one, "" where none does."""
        return next((found for one in tags if (found := self.topics.get(one.casefold()))), "")

    def district_of(self, name: str) -> str:
        """The district of that name, "" where none is known."""
        return self.districts.get(name.casefold(), "")


def of_proposal(data: Mapping[str, Any], day: str) -> list[tuple[str, str]]:
    """Facts of a proposal that have no other room; `day` is the day on which it was taken back, as words."""
    pairs = [
        ("Schlagwörter", ", ".join(data.get("tags") or ())),
        ("Gebiet", data.get("geozone") or ""),
        ("Video", data.get("video") or ""),
        ("Zurückgezogen", day),
        ("Grund", RETIRED.get(data.get("retired_why") or "", data.get("retired_why") or "") if day else ""),
        ("Erklärung", data.get("retired_text") or "" if day else ""),
        ("Fortschritt", _percent(data.get("progress"))),
        *((str(name), str(words)) for name, words in data.get("more") or ()),
    ]
    return [(name, words) for name, words in pairs if words]


def of_page(data: Mapping[str, Any], budget: str) -> list[tuple[str, str]]:
    """Facts of a debate or an investment, only those that the source gives."""
    price, winner = data.get("price"), data.get("winner")
    pairs = [
        ("Bürgerbudget", budget),
        ("Bereich", data.get("heading") or ""),
        ("Ort", data.get("location") or ""),
        ("Kosten", f"{price:,} Euro".replace(",", ".") if isinstance(price, int) else ""),
        ("Umsetzbarkeit", FEASIBILITY.get(data.get("feasibility") or "", data.get("feasibility") or "")),
        ("Erklärung", data.get("why_not") or ""),
        ("Zur Abstimmung gestellt", _yes_no(data.get("selected"))),
        ("Stimmen auf Stimmzetteln", _number(data.get("ballots"))),
        ("Stimmen auf Papier", _number(data.get("physical"))),
        ("Bewilligt", _yes_no(winner)),
        ("Mit einem bewilligten Projekt nicht vereinbar", "ja" if data.get("incompatible") else ""),
        ("Fortschritt", _percent(data.get("progress"))),
        ("Schlagwörter", ", ".join(data.get("tags") or ())),
        *((str(name), str(words)) for name, words in data.get("more") or ()),
    ]
    return [(name, words) for name, words in pairs if words]


def _yes_no(value: Any) -> str:
    return {True: "ja", False: "nein"}.get(value, "") if isinstance(value, bool) else ""


def _percent(value: Any) -> str:
    return f"{value} %" if isinstance(value, int) else ""


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def thread_head(ancestry: str, there: Mapping[int, Any]) -> int:
    """The comment under which an answer stands when threads are two deep: the first of its line that is there, else 0."""
    for word in ancestry.split("/"):
        if word.isdigit() and len(word) < 19 and int(word) in there:
            return int(word)
    return 0
