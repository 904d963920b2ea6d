"""Which session a question belongs to, and who may ask how much."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.modules.petitions.rules import (
    Asked,
    Session,
    may_ask,
    parse_question_rules,
    place_for,
    question_ahead,
)
from mitmachstadt.modules.petitions.tests.world import rule_data

pytestmark = pytest.mark.quick

RULES = parse_question_rules(rule_data("fragestunde"))
MAY, JUNE = Session(1, date(2026, 5, 21)), Session(2, date(2026, 6, 18))


@pytest.mark.parametrize(
    ("day", "session", "missed"),
    [
        (date(2026, 5, 1), MAY, None),
        (date(2026, 5, 14), MAY, None),
        (date(2026, 5, 15), JUNE, MAY),
        (date(2026, 5, 21), JUNE, MAY),
        (date(2026, 5, 22), JUNE, None),
        (date(2026, 6, 12), None, JUNE),
        (date(2026, 7, 1), None, None),
    ],
)
def test_a_late_question_rolls_over_and_names_what_it_missed(day, session, missed):
    place = place_for(day, [JUNE, MAY], RULES)
    assert (place.session, place.missed) == (session, missed)
    assert place.rolled_over == (missed is not None)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.lists(st.integers(0, 400), max_size=6, unique=True))
def test_no_question_goes_to_a_session_whose_deadline_has_passed(day, offsets):
    sessions = [Session(n, date(2026, 1, 1) + timedelta(days=offset)) for n, offset in enumerate(offsets)]
    place = place_for(day, sessions, RULES)
    reachable = [one for one in sessions if one.day - timedelta(days=RULES.session.days_before) >= day]
    assert place.session == min(reachable, key=lambda one: one.day, default=None)
    if place.missed:
        assert day <= place.missed.day < day + timedelta(days=RULES.session.days_before)


def asked(**values):
    facts = {"text": "Wann?", "background": "", "name": "Gerda", "address": "Weg 1", "resident": True}
    return {(one.field, one.code) for one in may_ask(Asked(**{**facts, **values}), RULES)}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, set()),
        ({"earlier": 1}, set()),
        ({"earlier": 2}, {("", "limit")}),
        ({"text": " "}, {("text", "missing")}),
        ({"text": "x" * 1001}, {("text", "too_long")}),
        ({"background": "x" * 3001}, {("background", "too_long")}),
        ({"resident": False}, {("resident", "missing")}),
        ({"name": ""}, {("name", "missing")}),
    ],
)
def test_what_stands_against_a_question(values, found):
    assert asked(**values) == found


def test_what_lies_ahead_of_a_question():
    assert question_ahead("received", held=False) == ("check", "session", "answer")
    assert question_ahead("admitted", held=True) == ("answer",)
    assert question_ahead("answered", held=True) == ()
