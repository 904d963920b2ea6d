"""Names of stops on a map help only if each can be read: none over another, a pin or the legend, the nearest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.spine.ui.labels import LEGEND, SEEN_X, apart, beyond_phone, named, of_name, of_pin

CENTRE = (0.0, 0.0)


def test_nearest_first_each_name_once() -> None:
    names = ["Fern", "Nah", "Nah", ""]
    places = [(200.0, 50.0), (60.0, 0.0), (-80.0, 0.0), (10.0, 0.0)]
    assert named(names, places, CENTRE, 1.0, [], 5) == [("Nah", (60.0, 0.0)), ("Fern", (200.0, 50.0))]
    assert named(names, places, CENTRE, 1.0, [], 1) == [("Nah", (60.0, 0.0))]
    assert named(names, places, CENTRE, 1.0, [], 0) == []


def test_a_name_under_a_pin_or_outside_is_left_out() -> None:
    pin = of_pin((0.0, 0.0), CENTRE, 1.0)
    assert named(["Unter der Nadel"], [(0.0, -20.0)], CENTRE, 1.0, [pin], 3) == []
    assert named(["Draußen"], [(SEEN_X, 0.0)], CENTRE, 1.0, [], 3) == []
    assert named(["Nah"], [(60.0, 0.0)], CENTRE, 9.0, [], 3) == [], "close up it is outside"


def test_phones_leave_out_what_they_would_cut() -> None:
    assert beyond_phone("Münsterplatz", (150.0, 0.0), CENTRE, 1.0)
    assert not beyond_phone("Münsterplatz", (60.0, 0.0), CENTRE, 1.0)


@given(
    st.lists(
        st.tuples(st.text("abc", min_size=1, max_size=20), st.floats(-400, 400), st.floats(-200, 200)),
        max_size=30,
    )
)
def test_no_two_names_touch(stops: list[tuple[str, float, float]]) -> None:
    found = named([s[0] for s in stops], [(s[1], s[2]) for s in stops], CENTRE, 1.0, [], 6)
    boxes = [LEGEND, *(of_name(name, point, CENTRE, 1.0) for name, point in found)]
    assert len(found) <= 6
    assert all(apart(one, other) for at, one in enumerate(boxes) for other in boxes[:at])
