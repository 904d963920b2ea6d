"""What a visitor asked of the list, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from django.http import QueryDict

from mitmachstadt.modules.projects.models import State

#: Words of the address for the public states, in the order of a project's life.
STATE_WORDS: Mapping[str, str] = {
    "veroeffentlicht": State.PUBLISHED,
    "beratung": State.FIRST_READING,
    "in-arbeit": State.IN_WORK,
    "fertig": State.DONE,
    "zurueckgestellt": State.PUT_BACK,
    "beendet": State.STOPPED,
}
SORTS = ("frist", "neu", "titel")
WHOLE_TOWN = "gesamt"
MOST_TEXT = 200
MOST_VALUES = 30

Sort = Literal["frist", "neu", "titel"]


@dataclass(frozen=True)
class Filters:
    """Values of one filter widen each other, different filters narrow each other; empty means everything.

    `without_place` leaves only projects without a sure place on the map.
    """

    text: str = ""
    districts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    only_open: bool = False
    without_place: bool = False
    sort: str = "frist"

    @property
    def active(self) -> int:
        """How many filters narrow the list, the search text not counted."""
        groups = (self.districts, self.topics, self.states, self.owners)
        return sum(1 for group in groups if group) + self.only_open + self.without_place

    @property
    def narrowed(self) -> bool:
        return bool(self.active or self.text)

    def query(self, **changes: object) -> str:
        """The filters as the part of an address behind the question mark; `changes` replace fields, `page` adds one."""
        page = changes.pop("page", 1)
        chosen = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        pairs: list[tuple[str, str]] = []
        if chosen.text:
            pairs.append(("q", chosen.text))
        for name, values in (
            ("stadtteil", chosen.districts),
            ("thema", chosen.topics),
            ("stand", chosen.states),
            ("traeger", chosen.owners),
        ):
            pairs += [(name, value) for value in values]
        if chosen.only_open:
            pairs.append(("offen", "1"))
        if chosen.without_place:
            pairs.append(("ort", "ohne"))
        if chosen.sort != "frist":
            pairs.append(("sort", chosen.sort))
        if page != 1:
            pairs.append(("seite", str(page)))
        return urlencode(pairs)


def read_filters(data: QueryDict) -> Filters:
    """Filters from an address; whatever it does not know is ignored, so old links keep working."""
    sort = data.get("sort", "frist")
    return Filters(
        text=" ".join(data.get("q", "").replace("\x00", " ").split())[:MOST_TEXT],
        districts=_values(data, "stadtteil"),
        topics=_values(data, "thema"),
        states=tuple(value for value in _values(data, "stand") if value in STATE_WORDS),
        owners=_values(data, "traeger"),
        only_open=data.get("offen") in {"1", "on", "true"},
        without_place=data.get("ort") == "ohne",
        sort=sort if sort in SORTS else "frist",
    )


def read_page(data: QueryDict) -> int:
    """The page number of an address; anything that is none is the first page."""
    text = data.get("seite", "1")
    return min(max(int(text), 1), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _values(data: QueryDict, name: str) -> tuple[str, ...]:
    values = (value.strip()[:60].replace("\x00", "") for value in data.getlist(name)[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in values if value))
