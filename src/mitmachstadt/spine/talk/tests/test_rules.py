"""Decisions about comments: the order by what is helpful, the time for changes, and what waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.talk.rules import comment_problems, may_edit, parse_talk_rules, rank, waits
from mitmachstadt.spine.talk.town import default_data

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
RULES = parse_talk_rules(default_data())


@pytest.mark.parametrize(
    ("helpful", "marks", "expected"),
    # (p + z²/2n − z·√((p(1−p) + z²/4n)/n)) / (1 + z²/n) with z = 1.2816, worked out by hand
    [(0, 50, 0.0), (1, 1, 0.3784), (10, 10, 0.8589), (5, 10, 0.3122), (50, 100, 0.4364)],
)
def test_the_bound_is_wilsons(helpful, marks, expected):
    assert rank(helpful, marks) == pytest.approx(expected, abs=0.0002)


def test_a_late_comment_can_pass_an_early_one_with_more_marks():
    assert rank(8, 10) > rank(20, 100)
    assert rank(20, 22) > rank(2, 2)  # few marks say little
    assert rank(3, 1) <= 1  # never more than all


@pytest.mark.parametrize(("minutes", "may"), [(14, True), (15, False), (60, False)])
def test_words_are_changed_for_a_quarter_of_an_hour(minutes, may):
    assert may_edit(NOW - timedelta(minutes=minutes), NOW, 15) is may


def test_new_accounts_and_advertising_wait_for_a_look():
    old, young = NOW - timedelta(days=3), NOW - timedelta(hours=23)
    assert waits(young, NOW, RULES, held=False)
    assert not waits(old, NOW, RULES, held=False)
    assert waits(old, NOW, RULES, held=True)


@pytest.mark.parametrize(
    ("text", "name", "stance", "fields"),
    [
        ("Ja.", "Gerda", "for", []),
        ("  ", "Gerda", "for", ["text"]),
        ("x" * 2001, "Gerda", "for", ["text"]),
        ("Ja.", "", "for", ["name"]),
        ("Ja.", "gerda@web.de", "for", ["name"]),
        ("Ja.", "G" * 61, "for", ["name"]),
        ("Ja.", "Gerda", "angry", ["stance"]),
    ],
)
def test_what_is_wrong_stands_at_its_field(text, name, stance, fields):
    assert [one.field for one in comment_problems(text, name, stance, 2000)] == fields


def test_a_wrong_rule_file_is_refused():
    for change in ({"edit_minutes": -1}, {"nonsense": 1}, {"valid_until": "2019-01-01"}, {"per_person": 0}):
        with pytest.raises(Refused):
            parse_talk_rules({**default_data(), **change})
