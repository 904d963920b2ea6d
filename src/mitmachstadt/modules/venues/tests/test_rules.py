"""Facts need a source and a day, and barriers belong to the places around them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mitmachstadt.modules.venues import rules
from mitmachstadt.spine.places.rules import metres_between

pytestmark = pytest.mark.quick
TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("facts", "source", "checked_on", "expected"),
    [
        ({}, "", None, []),
        ({"wc": "ja"}, "Besuch", TODAY, []),
        ({"wc": "ja"}, " ", TODAY, ["source"]),
        ({"wc": "ja"}, "Besuch", None, ["checked_on"]),
        ({"wc": "ja"}, "", None, ["source", "checked_on"]),
        ({"wc": "vielleicht"}, "Besuch", TODAY, ["wc"]),
        ({"rutsche": "ja"}, "Besuch", TODAY, ["rutsche"]),
        ({"wc": "nein"}, "Besuch", date(2026, 11, 29), ["checked_on"]),
    ],
)
def test_facts_need_a_source_and_a_day(facts, source, checked_on, expected):
    assert [one.field for one in rules.facts_problems(facts, source, checked_on, TODAY)] == expected


@pytest.mark.parametrize(
    ("day", "old"), [(None, False), (date(2024, 11, 28), False), (date(2024, 11, 27), True), (TODAY, False)]
)
def test_facts_grow_old_after_two_years(day, old):
    assert rules.is_old(day, TODAY) is old


degrees = st.tuples(st.floats(51.5, 51.6), st.floats(7.25, 7.4))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(degrees, max_size=12), st.lists(degrees, max_size=12), st.floats(1, 5000))
def test_the_grid_finds_what_comparing_everything_finds(places, barriers, metres):
    found = rules.at_places(
        dict(enumerate(places)), [(lat, lon, place) for place, (lat, lon) in enumerate(barriers)], metres
    )
    away = {
        key: [metres_between(lat, lon, *other) for other in barriers] for key, (lat, lon) in enumerate(places)
    }
    expected = {
        key: sorted(
            (one for one in range(len(barriers)) if away[key][one] <= metres),
            key=lambda one: (away[key][one], one),
        )
        for key in away
    }
    # Where two are equally far away, the grid may name them in another order.
    assert {key: sorted(some) for key, some in found.items()} == {
        key: sorted(some) for key, some in expected.items() if some
    }
    for key, some in found.items():
        assert [away[key][one] for one in some] == sorted(away[key][one] for one in some)
