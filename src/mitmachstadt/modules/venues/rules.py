"""What is asked of a place, whether its facts may be kept so, and which barriers lie at it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.places.rules import METRES_A_DEGREE, metres_between
from mitmachstadt.spine.problems import Problem

B = TypeVar("B")

#: A barrier this near to a place, in metres, is shown on its page; a stop and its other side belong together.
NEAR_METRES = 75.0
#: Facts that were looked at longer ago say so.
OLD_AFTER_DAYS = 730
ANSWERS = ("ja", "teilweise", "nein")
LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Fact:
    """One thing that people ask of a place: its key (the column of tables and open data), its words, and an icon."""

    key: str
    label: Any
    icon: str


#: In the order in which pages show them. Sources: DIN 18040-1 and -3 (what makes buildings and streets usable), and what the
#: open map of the world (OpenStreetMap) and stop registers ask for.
FACTS = (
    Fact("stufenlos", _("Step-free way in"), "accessible"),
    Fact("tuer", _("Door wide and easy to open"), "home"),
    Fact("aufzug", _("Lift to all floors"), "sort"),
    Fact("wc", _("Toilet for everybody"), "people"),
    Fact("parkplatz", _("Parking space for disabled people"), "road"),
    Fact("leitstreifen", _("Tactile strips for the cane"), "road"),
    Fact("schilder", _("Signs with contrast or to be felt"), "eye"),
    Fact("ansagen", _("Announcements to hear"), "volume"),
    Fact("anzeigen", _("Announcements to read"), "text-size"),
    Fact("hoeranlage", _("Hearing loop"), "microphone"),
    Fact("leichte_sprache", _("Information in easy language"), "easy-language"),
    Fact("hilfe", _("Somebody helps on the spot"), "heart-handshake"),
)
KEYS = tuple(one.key for one in FACTS)


def facts_problems(
    facts: Mapping[str, str], source: str, checked_on: date | None, today: date
) -> list[Problem]:
    """What is wrong with the facts of a place: unknown keys or answers, and facts without a source or a day."""
    found = [
        Problem(key, "unknown", _("Please choose yes, partly, no or unknown."))
        for key, value in facts.items()
        if key not in KEYS or value not in ANSWERS
    ]
    if facts and not source.strip():
        found.append(Problem("source", "missing", _("Please say where the facts come from.")))
    if facts and checked_on is None:
        found.append(Problem("checked_on", "missing", _("Please give the day on which somebody looked.")))
    if checked_on is not None and checked_on > today:
        found.append(Problem("checked_on", "future", _("This day is still to come.")))
    return found


def is_old(checked_on: date | None, today: date) -> bool:
    """True when the facts were looked at so long ago that people should ask before they go."""
    return checked_on is not None and (today - checked_on).days > OLD_AFTER_DAYS


def at_places(
    places: Mapping[int, tuple[float, float]],
    barriers: Iterable[tuple[float, float, B]],
    metres: float = NEAR_METRES,
) -> dict[int, list[B]]:
    """The barriers (latitude, longitude, whatever they are) within so many metres of each place (latitude, longitude), the
    nearest first; a grid keeps it in one walk over both."""
    # A hair wider than a degree of the globe that distances are told by, so that no neighbour is two rows away.
    step = 1.01 * metres / METRES_A_DEGREE
    grid: dict[tuple[int, int], list[tuple[float, float, B]]] = {}
    for one in barriers:
        grid.setdefault(_cell(one[0], one[1], step), []).append(one)
    found: dict[int, list[B]] = {}
    for key, (lat, lon) in places.items():
        near = sorted(
            (
                (away, place, what)
                for place, (other_lat, other_lon, what) in enumerate(_around(grid, lat, lon, step))
                if (away := metres_between(lat, lon, other_lat, other_lon)) <= metres
            ),
            key=lambda one: one[:2],
        )
        if near:
            found[key] = [what for _away, _place, what in near]
    return found


def _cell(lat: float, lon: float, step: float) -> tuple[int, int]:
    return math.floor(lat / step), math.floor(lon / step)


def _around(
    grid: Mapping[tuple[int, int], Sequence[tuple[float, float, B]]], lat: float, lon: float, step: float
) -> Iterable[tuple[float, float, B]]:
    # A degree of longitude is shorter than one of latitude: two columns on each side reach as far as one row does.
    row, column = _cell(lat, lon, step)
    for down in (-1, 0, 1):
        for aside in (-2, -1, 0, 1, 2):
            yield from grid.get((row + down, column + aside), ())
