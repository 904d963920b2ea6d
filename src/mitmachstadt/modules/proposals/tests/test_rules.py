"""Terms, votes and thresholds by table and property."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mitmachstadt.modules.proposals.rules import (
    VALUES,
    Terms,
    Threshold,
    counted,
    crossed,
    next_threshold,
    parse_proposal_rules,
    terms_of,
    terms_on,
    vote_problems,
    voting_problems,
    writing_problems,
)
from mitmachstadt.modules.proposals.tests.world import rules_data, thresholds
from mitmachstadt.spine.problems import Refused

DAY = date(2026, 5, 1)
TERMS = Terms(
    "signed_in", 0, DAY, (Threshold("answer", 3, "", "Ab {votes}"), Threshold("deal", 5, "rat", "Ab {votes}"))
)


def codes(problems):
    return [one.code for one in problems]


def test_terms_come_from_the_rules_and_survive_the_table():
    rules = parse_proposal_rules(rules_data())
    terms = terms_on(rules, DAY, 70_000)
    assert (terms.who, terms.ends_on) == ("signed_in", date(2026, 8, 29))
    assert [(one.key, one.votes, one.body) for one in terms.thresholds] == [
        ("answer", 100, ""), ("deal", 300, "ausschuss_buergerbeteiligung"),
    ]  # fmt: skip
    assert terms_of(terms.kept()) == terms


@pytest.mark.parametrize(
    ("percent", "residents", "votes"), [(1, 7_001, 71), (0.5, 200, 1), (0.001, 10, 1), (1, None, 100)]
)
def test_per_cent_of_the_residents_become_votes_rounded_up(percent, residents, votes):
    row = {"key": "answer", "percent": percent, "text": "Ab {votes}"}
    rules = parse_proposal_rules(rules_data(thresholds=[row]))
    assert terms_on(rules, DAY, residents).thresholds[0].votes == votes


@pytest.mark.parametrize(
    "change",
    [
        {"voting": {"who": "everybody", "days": 3}},
        {"voting": {"who": "residents", "days": 0}},
        {"thresholds": [{"key": "answer", "text": "Ab {votes}"}]},
        {"thresholds": [{"key": "answer", "votes": 3, "percent": 1, "text": "Ab {votes}"}]},
        {"thresholds": [{"key": "answer", "votes": 3, "text": "Ab drei"}]},
        {"thresholds": [*thresholds(), thresholds()[0]]},
        {"valid_until": date(2019, 1, 1)},
        {"surprise": 1},
    ],
)
def test_rules_that_contradict_themselves_are_refused(change):
    with pytest.raises(Refused):
        parse_proposal_rules(rules_data(**change))


@pytest.mark.parametrize(
    ("terms", "state", "today", "resident", "old", "code"),
    [
        (TERMS, True, DAY, False, True, []),
        (TERMS, True, date(2026, 5, 2), True, True, ["closed"]),
        (TERMS, False, DAY, True, True, ["closed"]),
        (Terms("residents", 0, DAY, ()), True, DAY, False, True, ["not_proven"]),
        (Terms("residents", 0, DAY, ()), True, DAY, True, True, []),
        (Terms("signed_in", 14, DAY, ()), True, DAY, False, False, ["age_not_proven"]),
    ],
)
def test_who_votes_and_until_when(terms, state, today, resident, old, code):
    found = voting_problems(terms, open_state=state, today=today, resident=resident, old_enough=old)
    assert codes(found) == code


@pytest.mark.parametrize(
    ("value", "reason", "text", "code"),
    [
        (1, "", "", []),
        (-1, "money", "zu teuer", []),
        (-1, "nonsense", "", ["unknown"]),
        (1, "money", "", ["not_here"]),
        (2, "", "", ["value", ]),
        (-1, "", "x" * 301, ["too_long"]),
    ],
)  # fmt: skip
def test_what_a_vote_may_carry(value, reason, text, code):
    assert codes(vote_problems(value, reason, text, ["money"])) == code


#: How long making the examples takes says how busy the machine is, nothing of the rules.
hurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@hurried
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(VALUES)), max_size=60))
def test_numbers_follow_every_change_of_every_person(steps):
    votes, up, down = {}, 0, 0
    for person, value in steps:
        up, down = counted(up, down, votes.get(person, 0), value)
        votes[person] = value
    assert (up, down) == (list(votes.values()).count(1), list(votes.values()).count(-1))


@hurried
@given(st.lists(st.integers(0, 8), max_size=30))
def test_each_threshold_is_crossed_once_however_the_votes_go(ups):
    known: list[str] = []
    for up in ups:
        found = crossed(TERMS, up, known)
        known += [one.key for one in found]
        assert [one.votes for one in found] == sorted(one.votes for one in found)
    assert len(set(known)) == len(known)
    assert set(known) == {one.key for one in TERMS.thresholds if ups and max(ups) >= one.votes}


def test_two_thresholds_jumped_at_once_come_together_the_highest_last():
    assert [one.key for one in crossed(TERMS, 9, [])] == ["answer", "deal"]
    assert [next_threshold(TERMS, up).key for up in (0, 3, 4, 5, 99)] == [
        "answer",
        "deal",
        "deal",
        "deal",
        "deal",
    ]
    assert next_threshold(Terms("signed_in", 0, DAY, ()), 3) is None


def test_words_need_a_name_and_a_sentence():
    assert codes(writing_problems("", " ", "")) == ["missing", "missing"]
    assert codes(writing_problems("x" * 121, "Zu kurz.", "n" * 81)) == ["too_long", "too_short", "too_long"]
    assert codes(writing_problems("Bänke", "x" * 5001, "")) == ["too_long"]
    assert not writing_problems("Bänke", "Wir brauchen mehr Bänke.", "Gerda")
