"""What the pages say of a place: its facts with their chips, and its pin on the map."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import pgettext

from mitmachstadt.modules.reports.interface import OpenBarrier
from mitmachstadt.modules.venues import rules
from mitmachstadt.modules.venues.models import Answer, Venue, VenueKind

TONES = {Answer.YES: ("leaf", "check"), Answer.PARTLY: ("warm", "partly"), Answer.NO: ("danger", "close")}
ICONS = {
    VenueKind.OFFICE: "building", VenueKind.LEARNING: "school", VenueKind.CULTURE: "culture", VenueKind.SPORT: "sport",
    VenueKind.HEALTH: "health", VenueKind.TOILET: "people", VenueKind.PARKING: "road", VenueKind.STOP: "bus",
    VenueKind.STATION: "bus", VenueKind.GREEN: "tree", VenueKind.SHOP: "store", VenueKind.OTHER: "map-pin",
}  # fmt: skip


def icon_of(venue: Venue) -> str:
    """The icon of its kind."""
    return ICONS.get(VenueKind(venue.kind), "map-pin")


def facts_of(venue: Venue) -> list[dict[str, Any]]:
    """Every thing people ask of a place, with what is known of it."""
    rows = []
    for one in rules.FACTS:
        value = venue.facts.get(one.key, "")
        tone, icon = TONES[Answer(value)] if value else ("grey", "more")
        word = Answer(value).label if value else pgettext("fact", "unknown")
        rows.append(
            {"label": one.label, "icon": one.icon, "tone": tone, "sign": icon, "word": word, "value": value}
        )
    return rows


def row_of(venue: Venue, barriers: list[OpenBarrier]) -> dict[str, Any]:
    """A place in a list; what is known first, at most four facts."""
    facts = [one for one in facts_of(venue) if one["value"]]
    return {
        "venue": venue,
        "icon": icon_of(venue),
        "facts": facts[:4],
        "more": max(0, len(facts) - 4),
        "barriers": len(barriers),
    }


def pins_of(venues: Iterable[Venue]) -> list[dict[str, Any]]:
    """The pins of the places that have a point, numbered like the list."""
    return [
        {
            "key": row.slug, "title": row.label, "lon": row.lon, "lat": row.lat, "kind": "project",
            "url": row.get_absolute_url(), "number": number,
        }
        for number, row in enumerate(venues, 1)
        if row.lon is not None
    ]  # fmt: skip


def barrier_pins(barriers: Iterable[OpenBarrier]) -> list[dict[str, Any]]:
    """Open barriers as pins beside those of the places."""
    return [
        {
            "key": one.number,
            "title": one.title,
            "lon": one.lon,
            "lat": one.lat,
            "kind": "defect",
            "url": one.url,
        }
        for one in barriers
    ]


def report_address(venue: Venue) -> str:
    """The query that lets the form for reports begin at this place, about a barrier."""
    place = f"{venue.lat:.6f}, {venue.lon:.6f}" if venue.lat is not None else venue.label
    return urlencode({"ort": place, "genau": venue.label, "gruppe": "barriere"})


def is_old(venue: Venue, today: date) -> bool:
    """True when people should ask before they go."""
    return rules.is_old(venue.checked_on, today)
