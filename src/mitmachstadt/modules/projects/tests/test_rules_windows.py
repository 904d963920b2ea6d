"""Windows as days: the last day counts to midnight, and months end where the calendar says."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.modules.projects.rules import (
    Window,
    check_windows,
    days_left,
    is_open,
    make_window,
    next_chance,
    next_release_by,
    overlap,
    parse_rules,
    reception,
    window_for,
)
from mitmachstadt.modules.projects.rules.spans import Span, after
from mitmachstadt.modules.projects.tests.test_rules_reader import change
from mitmachstadt.modules.projects.tests.test_rules_towns import rules_of
from mitmachstadt.spine.problems import Refused

CASTROP = rules_of("castrop-rauxel")
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        (date(2026, 3, 2), Span(6, "weeks"), date(2026, 4, 13)),
        (date(2026, 1, 31), Span(1, "months"), date(2026, 2, 28)),
        (date(2023, 12, 31), Span(2, "months"), date(2024, 2, 29)),
        (date(2026, 11, 24), Span(3, "months"), date(2027, 2, 24)),
        (date(2026, 10, 24), Span(2, "days"), date(2026, 10, 26)),
        (date(2026, 10, 24), Span(0, "days"), date(2026, 10, 24)),
    ],
)
def test_lengths_are_counted_as_the_civil_code_does(start: date, span: Span, end: date) -> None:
    assert after(start, span) == end


def test_the_last_day_is_open_to_midnight() -> None:
    window = window_for(date(2026, 10, 24), CASTROP)
    assert window.end == date(2026, 12, 5)
    assert days_left(window, date(2026, 11, 23)) == 12
    assert (is_open(window, date(2026, 12, 5)), days_left(window, date(2026, 12, 5))) == (True, 0)
    assert (is_open(window, date(2026, 12, 6)), days_left(window, date(2026, 12, 6))) == (False, None)
    assert not is_open(window, date(2026, 10, 23))


def test_a_window_in_between_ends_before_the_sitting_that_decides() -> None:
    rules, listed = rules_of("heilbronn"), date(2026, 3, 2)
    assert window_for(listed, rules).end == date(2026, 5, 2)
    assert window_for(listed, rules, decided_on=date(2026, 4, 20)).end == date(2026, 4, 19)
    assert window_for(listed, rules, decided_on=date(2026, 9, 1)).end == date(2026, 5, 2)
    assert window_for(listed, rules, decided_on=date(2026, 2, 1)) == Window(listed, listed)
    assert window_for(listed, CASTROP, decided_on=date(2026, 3, 9)).end == date(2026, 4, 13)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        make_window(date(2026, 5, 2), date(2026, 5, 1))
    assert caught.value.codes == ("end_before_start",)
    assert make_window(date(2026, 5, 1), date(2026, 5, 1)).end == date(2026, 5, 1)


@given(DAYS, st.integers(0, 60), DAYS, st.integers(0, 60))
def test_windows_overlap_exactly_when_they_share_a_day(a: date, long: int, b: date, wide: int) -> None:
    # Brought near each other, else two random windows hardly ever meet.
    b = a + timedelta(days=(b - a).days % 90 - 45)
    one, other = Window(a, a + timedelta(days=long)), Window(b, b + timedelta(days=wide))
    days_of_one = {a + timedelta(days=n) for n in range(long + 1)}
    shared = any(is_open(other, day) for day in days_of_one)
    assert overlap(one, other) == overlap(other, one) == shared
    assert bool(check_windows([one, other])) == shared


def test_windows_that_touch_on_one_day_overlap() -> None:
    one, other = Window(date(2026, 5, 1), date(2026, 5, 9)), Window(date(2026, 5, 9), date(2026, 5, 20))
    assert overlap(one, other) and overlap(other, one)


def test_an_endless_window_overlaps_all_that_ends_later() -> None:
    endless = Window(date(2026, 5, 1), None)
    assert overlap(endless, Window(date(2026, 4, 1), date(2026, 5, 1)))
    assert not overlap(endless, Window(date(2026, 4, 1), date(2026, 4, 30)))
    assert overlap(endless, Window(date(2020, 1, 1), None))


def test_the_next_chance_is_told_in_order_of_what_ends_first() -> None:
    long, short = Window(date(2026, 3, 1), date(2026, 6, 1)), Window(date(2026, 3, 5), date(2026, 3, 20))
    chance = next_chance([long, short], date(2026, 3, 10), CASTROP)
    assert (chance.kind, chance.until, chance.days) == ("open", date(2026, 3, 20), 10)
    assert next_chance([short], date(2026, 3, 1), CASTROP).kind == "upcoming"
    kept = next_chance([short], date(2026, 3, 21), CASTROP, next_reading=date(2026, 4, 1))
    assert (kept.kind, kept.until) == ("collect", date(2026, 4, 1))
    assert next_chance([short], date(2026, 5, 1), CASTROP, next_reading=date(2026, 4, 1)).until is None


def test_a_town_may_turn_late_suggestions_away() -> None:
    strict = parse_rules(change("castrop-rauxel", "window.outside", "refuse"))
    window = [Window(date(2026, 3, 1), date(2026, 3, 2))]
    assert reception(window, date(2026, 3, 2), strict) == "open"
    assert reception(window, date(2026, 3, 3), strict) == "refuse"
    assert next_chance(window, date(2026, 3, 3), strict).kind == "closed"
    assert reception(window, date(2026, 3, 3), CASTROP) == "collect"


def test_the_sentences_name_days_as_people_do() -> None:
    window = Window(date(2026, 11, 1), date(2026, 12, 5))
    with translation.override("en"):
        sentence = str(next_chance([window], date(2026, 11, 23), CASTROP).sentence)
        assert sentence.startswith("12 days left, until ")
        assert "2026" in sentence
        assert str(next_chance([window], date(2026, 12, 4), CASTROP).sentence).startswith("1 day left")


@pytest.mark.parametrize(
    ("town", "by"),
    [
        ("castrop-rauxel", None),
        ("detmold", date(2026, 4, 1)),
        ("heilbronn", date(2026, 7, 1)),
        ("heidelberg", date(2026, 7, 1)),
        ("darmstadt", date(2027, 1, 1)),
    ],
)
def test_the_list_is_released_in_the_rhythm_of_the_town(town: str, by: date | None) -> None:
    assert next_release_by(date(2026, 1, 1), rules_of(town)) == by
