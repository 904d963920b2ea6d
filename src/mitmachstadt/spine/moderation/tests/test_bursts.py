"""What sticks out among votes, and what never shows: thresholds as tables, the rest as properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.spine.moderation.bursts.counting import network_of
from mitmachstadt.spine.moderation.bursts.rules import (
    Slot,
    age_class,
    bursts,
    crowds,
    parse_burst_rules,
    shown,
    span_of,
    tens,
)
from mitmachstadt.spine.moderation.bursts.town import default_data
from mitmachstadt.spine.problems import Refused

RULES = parse_burst_rules(default_data())
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def slot(hours_ago, *votes):
    return Slot(span_of(NOW - timedelta(hours=hours_ago)), votes or (0, 0, 0, 0))


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), 0), (timedelta(hours=23), 0), (timedelta(days=1), 1), (timedelta(days=6, hours=23), 1),
        (timedelta(days=7), 2), (timedelta(days=30), 3), (timedelta(days=3000), 3),
    ],
)  # fmt: skip
def test_classes_of_age(age, expected):
    assert age_class(NOW - age, NOW) == expected


#: A quiet week: one vote every six hours.
QUIET = [slot(hours, 0, 0, 0, 1) for hours in range(6, 168, 6)]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ([], []),
        ([slot(10, 19, 0, 0, 0)], []),
        ([slot(10, 20, 0, 0, 0)], [(20, 100, True)]),
        ([slot(10, 4, 3, 0, 13)], [(20, 40, False)]),
        ([slot(10, 5, 5, 0, 10)], [(20, 50, True)]),
        ([slot(10, 0, 0, 30, 0)], [(30, 0, False)]),
        # spread over two hours the same votes are no burst of one hour
        ([slot(10, 10, 0, 0, 0), slot(12, 10, 0, 0, 0)], []),
        ([slot(10, 12, 0, 0, 0), slot(10.5, 12, 0, 0, 0)], [(24, 100, True)]),
        ([slot(10, 20, 0, 0, 0), slot(31, 40, 0, 0, 0)], [(40, 100, True), (20, 100, True)]),
    ],
)
def test_bursts(more, found):
    assert [(one.votes, one.share, one.young) for one in bursts([*QUIET, *more], RULES, NOW)] == found


def test_a_proposal_that_always_gets_many_votes_has_no_burst():
    busy = [slot(hours, 0, 0, 0, 25) for hours in range(1, 100)]
    assert bursts(busy, RULES, NOW) == []


@pytest.mark.parametrize(
    ("networks", "expected"),
    [
        ([], []),
        ([14, 1], []),
        ([15, 12, 11], []),
        ([15, 12, 10], [(15, 40)]),
        ([30], [(30, 100)]),
        ([15] * 10, []),
    ],
)
def test_one_network_among_many(networks, expected):
    day = date(2026, 11, 27)
    assert [(one.votes, one.share) for one in crowds({day: networks}, RULES)] == expected


@given(
    st.lists(
        st.tuples(st.integers(0, 700), st.lists(st.integers(0, 30), min_size=4, max_size=4)), max_size=40
    )
)
def test_no_burst_is_smaller_than_the_rule_and_none_overlap(raw):
    slots = {}
    for quarters, votes in raw:
        start = span_of(NOW) - quarters * QUARTER
        slots[start] = Slot(start, tuple(votes))
    found = bursts(slots.values(), RULES, NOW)
    for one in found:
        assert one.votes >= RULES.burst_votes > RULES.smallest and one.share % 10 == 0
        inside = [s.total for s in slots.values() if one.start <= s.start < one.end]
        assert one.votes == sum(inside)
    ordered = sorted(found, key=lambda one: one.start)
    assert all(first.end <= second.start for first, second in pairwise(ordered))


@given(
    st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 1, 9)), st.lists(st.integers(1, 60), max_size=20))
)
def test_a_crowd_is_large_and_never_named(days):
    for one in crowds(days, RULES):
        assert one.votes >= RULES.network_votes and one.votes == max(days[one.day])
        assert 100 * one.votes >= RULES.network_percent * sum(days[one.day])


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_shares_are_rounded_to_tens(part, more):
    whole = part + more
    assert tens(part, whole) % 10 == 0 and abs(tens(part, whole) - 100 * part / whole) <= 5


def test_small_numbers_are_not_shown():
    assert [shown(n, 5) for n in (0, 1, 4, 5, 70)] == [0, None, None, 5, 70]


@pytest.mark.parametrize(
    "change",
    [
        {"young_days": 5}, {"burst_votes": 9}, {"network_votes": 9}, {"smallest": 2}, {"burst_minutes": 20},
        {"young_percent": 0}, {"keep_days": 32}, {"unknown": 1}, {"valid_until": date(2019, 1, 1)}, {"burst_votes": "20"},
    ],
)  # fmt: skip
def test_thresholds_that_make_no_sense_are_refused(change):
    with pytest.raises(Refused):
        parse_burst_rules({**default_data(), **change})


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("", "unknown"),
        ("unix:", "unknown"),
    ],
)  # fmt: skip
def test_what_one_household_shares(address, network):
    assert network_of(address) == network
