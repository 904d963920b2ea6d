"""The small town with reports, and a place in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mitmachstadt.modules.reports.tests.world import LAT, LON, World, new_world
from mitmachstadt.modules.venues import actions
from mitmachstadt.modules.venues.models import Venue


@pytest.fixture
def world(db: None) -> World:
    return new_world()


VALUES = {
    "label": "Bücherei am Markt",
    "kind": "bildung",
    "note": "Klingel links",
    "source": "Besuch",
    "checked_on": date(2026, 11, 2),
}


def place(
    world: World, *, facts: dict[str, str] | None = None, lat: float = LAT, lon: float = LON, **values: Any
) -> Venue:
    """A place that a clerk added."""
    known = {"stufenlos": "ja", "wc": "nein"} if facts is None else facts
    return actions.add({**VALUES, **values}, known, lat, lon, by=world.celik_clerk)
