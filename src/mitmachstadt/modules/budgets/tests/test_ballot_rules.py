"""What a ballot may hold and who may hand one in, each refusal by its name; rules are refused where they make no sense."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.modules.budgets.rules.ballots import (
    KINDS,
    Item,
    ballot_problems,
    ballot_rule,
    money_of,
    offered,
    read_line,
    setup_problems,
    spent,
    voting_problems,
)
from mitmachstadt.modules.budgets.rules.explaining import how_it_is_counted, how_to_vote, who_votes
from mitmachstadt.spine.problems import Refused

A, B, C = Item("a", 4000, "ickern", 1), Item("b", 5000, "ickern", 2), Item("c", 3000, "", 3)
ITEMS = [A, B, C]
SACK = ballot_rule({"kind": "knapsack"}, 10_000)
SHARE = ballot_rule({"kind": "knapsack", "min_share": 70}, 10_000)
TWO = ballot_rule({"kind": "approval", "max_number": 2, "min_number": 2}, 10_000)
POINTS = ballot_rule({"kind": "points", "points": 5, "most_on_one": 3}, 10_000)
EACH = ballot_rule({"kind": "updown"}, 10_000)
PLACES = ballot_rule({"kind": "knapsack", "scope": "both", "pots": {"ickern": 8000}}, 10_000)
OWN = ballot_rule({"kind": "knapsack", "scope": "district", "pots": {"ickern": 9000, "mitte": 500}})


@pytest.mark.parametrize(
    ("rule", "choices", "district", "codes"),
    [
        (SACK, {"a": 1, "b": 1}, "", []),
        (SACK, {"a": 1, "b": 1, "c": 1}, "", ["too_expensive"]),
        (SACK, {}, "", ["empty"]),
        (SACK, {"a": 2}, "", ["value"]),
        (SACK, {"a": True}, "", ["value"]),
        (SACK, {"x": 1}, "", ["not_on_ballot"]),
        (SHARE, {"a": 1, "c": 1}, "", []),
        (SHARE, {"a": 1}, "", ["below_share"]),
        (TWO, {"a": 1, "b": 1}, "", []),
        (TWO, {"a": 1}, "", ["too_few"]),
        (TWO, {"a": 1, "b": 1, "c": 1}, "", ["no_votes_left"]),
        (POINTS, {"a": 3, "b": 2}, "", []),
        (POINTS, {"a": 3, "b": 3}, "", ["no_votes_left"]),
        (POINTS, {"a": 4}, "", ["value"]),
        (POINTS, {"a": 0}, "", ["value"]),
        (EACH, {"a": 1, "b": -1}, "", []),
        (EACH, {"a": 2}, "", ["value"]),
        (PLACES, {"a": 1, "c": 1}, "ickern", []),
        (PLACES, {"a": 1, "b": 1, "c": 1}, "ickern", ["too_expensive"]),
        (PLACES, {"c": 1}, "", ["district_missing"]),
        (PLACES, {"c": 1}, "mitte", ["district_missing"]),
        (OWN, {"a": 1}, "ickern", []),
        (OWN, {"a": 1}, "mitte", ["other_district"]),
        (OWN, {"c": 1}, "ickern", ["other_district"]),
    ],
)
def test_what_is_wrong_with_a_ballot(rule, choices, district, codes):
    assert [one.code for one in ballot_problems(rule, ITEMS, choices, district)] == codes


def test_a_sentence_says_by_how_much():
    (one,) = ballot_problems(SACK, ITEMS, {"a": 1, "b": 1, "c": 1})
    assert "2.000" in str(one) and "10.000" in str(one)


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"kind": "lottery"}, ["kind"]),
        ({}, ["kind"]),
        ({"kind": "approval"}, ["max_number"]),
        ({"kind": "points"}, ["points", "most_on_one"]),
        ({"kind": "points", "points": 3, "most_on_one": 4}, ["most_on_one"]),
        ({"kind": "knapsack", "points": 3}, ["points"]),
        ({"kind": "updown", "min_share": 70}, ["min_share"]),
        ({"kind": "knapsack", "min_share": 101}, ["min_share"]),
        ({"kind": "knapsack", "min_number": "2"}, ["min_number"]),
        ({"kind": "knapsack", "min_number": True}, ["min_number"]),
        ({"kind": "knapsack", "min_number": 3, "max_number": 2}, ["min_number"]),
        ({"kind": "knapsack", "scope": "district"}, ["pots"]),
        ({"kind": "knapsack", "scope": "district", "pots": {"": 5}}, ["pots"]),
        ({"kind": "knapsack", "money": -1}, ["pots"]),
        ({"kind": "knapsack", "incompatible": [["a"]]}, ["incompatible"]),
        ({"kind": "knapsack", "incompatible": [["a", "a"]]}, ["incompatible"]),
        ({"kind": "knapsack", "colour": "red"}, ["colour"]),
        ({"kind": "knapsack", "codes": 1, "who": "all"}, ["who", "codes"]),
    ],
)
def test_a_rule_without_sense_is_refused_by_the_name_of_its_value(data, fields):
    with pytest.raises(Refused) as refused:
        ballot_rule(data, 10_000)
    assert [one.field for one in refused.value.problems] == fields


@pytest.mark.parametrize("rule", [SACK, SHARE, TWO, POINTS, EACH, PLACES, OWN])
def test_a_rule_is_read_again_as_it_was_kept_and_explains_itself(rule):
    assert ballot_rule(rule.kept()) == rule
    assert all(how_to_vote(rule)) and all(how_it_is_counted(rule)) and who_votes(rule)


@pytest.mark.parametrize(
    ("rule", "items", "codes"),
    [
        (SACK, [], ["nothing"]),
        (SACK, ITEMS, []),
        (SHARE, [A], ["out_of_reach"]),
        (SHARE, [A, C], []),
        (
            ballot_rule({"kind": "knapsack", "min_share": 70, "max_number": 1}, 10_000),
            ITEMS,
            ["out_of_reach"],
        ),
        (TWO, [A], ["out_of_reach"]),
        (OWN, [C], ["item"]),
        (SACK, [Item("d", 10_001)], ["item"]),
        (SACK, [Item("d", 0)], ["item"]),
    ],
)
def test_a_vote_begins_only_where_a_ballot_is_possible(rule, items, codes):
    assert [one.code for one in setup_problems(rule, items)] == codes


@given(
    prices=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    share=st.integers(0, 100),
    least=st.integers(0, 3),
    most=st.integers(0, 4),
)
def test_out_of_reach_is_said_exactly_where_no_choice_is_allowed(prices, share, least, most):
    if most and least > most:
        return
    data = {"kind": "knapsack", "min_share": share, "min_number": least, "max_number": most}
    rule = ballot_rule(data, 40)
    items = [Item(str(n), price) for n, price in enumerate(prices)]
    choices = (chosen for size in range(1, len(items) + 1) for chosen in combinations(items, size))
    possible = any(not ballot_problems(rule, items, {one.id: 1 for one in chosen}) for chosen in choices)
    assert (setup_problems(rule, items) == []) is possible


@given(
    kind=st.sampled_from(KINDS),
    prices=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    values=st.dictionaries(st.sampled_from("0123456"), st.integers(-2, 4), max_size=7),
)
def test_a_ballot_without_problems_never_overspends(kind, prices, values):
    numbers = {"approval": {"max_number": 3}, "points": {"points": 4, "most_on_one": 2}}.get(kind, {})
    rule = ballot_rule({"kind": kind, **numbers}, 100)
    items = [Item(str(n), price) for n, price in enumerate(prices)]
    if not ballot_problems(rule, items, values):
        if kind == "knapsack":
            assert sum(spent(rule, items, values).values()) <= 100
        if kind == "points":
            assert sum(values.values()) <= 4 and max(values.values()) <= 2
        if kind == "approval":
            assert len(values) <= 3
        assert set(values) <= {item.id for item in items}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"phase": "before"}, ["before"]),
        ({"phase": "over", "by_code": True}, ["over"]),
        ({"signed_in": False}, ["not_signed_in"]),
        ({"signed_in": False, "by_code": True}, []),
        ({"resident": False}, ["not_proven"]),
        ({"old_enough": False}, ["age_not_proven"]),
    ],
)
def test_who_may_vote(change, codes):
    rule = ballot_rule({"kind": "updown", "who": "residents", "min_age": 14, "codes": True}, 100)
    usual = {"phase": "open", "signed_in": True, "by_code": False, "resident": True, "old_enough": True}
    assert [one.code for one in voting_problems(rule, **usual | change)] == codes


def test_a_code_opens_nothing_where_the_rule_knows_none():
    asked = {"phase": "open", "signed_in": False, "by_code": True, "resident": False, "old_enough": False}
    assert [one.code for one in voting_problems(SACK, **asked)] == ["not_signed_in"]


def test_one_votes_on_the_town_and_one_district():
    assert [one.id for one in offered(PLACES, ITEMS, "ickern")] == ["a", "b", "c"]
    assert [one.id for one in offered(PLACES, ITEMS, "")] == ["c"]
    assert (
        money_of(PLACES, "ickern") == 18_000
        and money_of(SACK, "") == 10_000
        and money_of(OWN, "mitte") == 500
    )


@pytest.mark.parametrize(
    ("line", "choices"),
    [("1 3", {"a": 1, "c": 1}), ("2:3,1", {"b": 3, "a": 1}), ("-2 1", {"b": -1, "a": 1}), ("", {})],
)
def test_a_paper_ballot_is_typed_by_its_numbers(line, choices):
    assert read_line(POINTS, ITEMS, line) == choices


@pytest.mark.parametrize("line", ["4", "1 1", "eins", "1:x", "1:", "--1", "²", "99999999999999999999", "0"])
def test_what_is_no_paper_ballot_is_refused(line):
    with pytest.raises(Refused):
        read_line(POINTS, ITEMS, line)
