"""The drawn map: where degrees land, how corners round, what a broken outline does."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.spine.ui import charts, drawing
from mitmachstadt.spine.ui.drawing import Frame
from mitmachstadt.spine.ui.ground import ground, ground_svg, live_ground
from mitmachstadt.spine.ui.town_map import Pin, draw

SQUARE = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)]


def test_a_kilometre_is_58_units_in_both_directions():
    frame = Frame(7.3, 51.5)
    assert frame.point((7.3, 51.5)) == (0, 0)
    assert round(frame.point((7.3, 51.5 + 1 / 111.32))[1]) == -58
    assert 8.98 < 0.13 * frame.east / 58 < 9.02  # 0.13 degrees of longitude here are 9.0 km


@given(st.floats(7.2, 7.4), st.floats(51.5, 51.65))
def test_degrees_survive_the_way_there_and_back(lon, lat):
    frame = Frame(7.31, 51.57)
    back = frame.position(frame.point((lon, lat)))
    assert abs(back[0] - lon) < 2e-5 and abs(back[1] - lat) < 2e-5


def test_corners_are_rounded_and_stay_inside_their_sides():
    assert drawing.rounded_path(SQUARE, 0.25).endswith("L0 25Q0 0 25 0Z")
    ring = drawing.rounded_ring(SQUARE, 0.25)
    assert ring[0] == ring[-1]
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in ring)
    assert (0.0, 0.0) not in ring


def test_a_ring_of_too_few_points_draws_nothing():
    assert drawing.rounded_path([(0, 0), (0, 0), (1, 1)]) == ""
    assert drawing.rounded_ring([]) == []
    assert drawing.line_path([(1, 1)]) == ""


def test_names_on_the_map_are_the_short_ones():
    assert drawing.short_district("Castrop (Altstadt)") == "Altstadt"
    assert drawing.short_district("Rauxel-Dorf / Hbf") == "Rauxel-Dorf"
    assert drawing.short_district("Ickern") == "Ickern"


def test_shares_fill_the_bar_and_nothing_gives_nothing():
    assert drawing.shares([70, 30]) == [(0, 70), (70, 30)]
    assert drawing.shares([0, 0]) == []


def test_the_chosen_pin_lies_on_top_and_southern_pins_before_northern_ones():
    pins = [
        Pin("a", "Süd", 7.31, 51.54),
        Pin("b", "Nord", 7.31, 51.60),
        Pin("c", "Wahl", 7.31, 51.62, chosen=True),
    ]
    drawn = draw(pins)
    assert [each.pin.key for each in drawn.pins] == ["b", "a", "c"]


def test_two_different_maps_of_one_page_do_not_share_a_name():
    assert draw([Pin("a", "A", 7.31, 51.54)]).uid != draw([Pin("b", "B", 7.31, 51.54)]).uid
    assert draw([Pin("a", "A", 7.31, 51.54)]).uid == draw([Pin("a", "A", 7.31, 51.54)]).uid


def test_the_ground_of_the_town_is_wellformed_and_small():
    text = ground_svg()
    root = ET.fromstring(text)  # noqa: S314 - our own file
    assert {child.get("id") for child in root} == {"borders", "town", "stops", "neighbours"}
    assert len(text) < 20_000
    assert ground().stops.count("M") > 150
    assert any(name == "Herne" for name, _ in ground().neighbours)


def test_the_live_ground_is_in_degrees_around_the_town():
    for ring in live_ground()["town"]["coordinates"]:
        assert all(7.1 < lon < 7.5 and 51.4 < lat < 51.7 for lon, lat in ring[0])


def test_bars_keep_to_their_chart_and_zero_has_no_height():
    drawn = charts.bars([("40", 31), ("41", 0), ("42", 62)])
    assert drawn[1].height == 0
    assert drawn[2].height == 2 * drawn[0].height
    assert all(
        bar.y >= charts.TOP - 0.1 and bar.x >= 0 and bar.x + bar.width <= charts.WIDTH for bar in drawn
    )
    assert [bar.last for bar in drawn] == [False, False, True]
    assert charts.bars([]) == []
