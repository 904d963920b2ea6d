"""Counting, by examples worked out by hand and by what holds for every vote, checked by brute force on small ones."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.modules.budgets.rules import counting, equal_shares, turnout
from mitmachstadt.modules.budgets.rules.ballots import KINDS, Item, ballot_rule
from mitmachstadt.modules.budgets.rules.counting import Vote
from mitmachstadt.modules.budgets.rules.explaining import reason_words, tie_words


def rule(money=100, kind="approval", **more):
    numbers = {"approval": {"max_number": 20}, "points": {"points": 9, "most_on_one": 9}}.get(kind, {})
    return ballot_rule({"kind": kind, "seed": "Los", **numbers, **more}, money)


def items(**prices):
    return [Item(key, price, "", at) for at, (key, price) in enumerate(prices.items(), 1)]


def votes(words):
    """ "3 ab, 2 c" are three ballots for a and b, two for c; a minus stands before what a ballot is against."""
    found = []
    for part in words.split(","):
        number, names = part.split()
        choices, value = {}, 1
        for name in names:
            if name == "-":
                value = -1
            else:
                choices[name], value = value, 1
        found += [Vote(choices)] * int(number)
    return found


def result(the_rule, listed, cast):
    counted = counting.tally(listed, cast)
    return counting.places(the_rule, listed, counted)


# Each worked out by hand: votes first, then fewer against, then the price, then the lot; what does not fit is passed over.
TABLE = [
    ("the most votes win while the money lasts", {}, {"a": 60, "b": 40, "c": 30}, "3 a, 2 b, 1 c", "ab"),
    (
        "what does not fit is passed over, the next one fits",
        {},
        {"a": 60, "b": 50, "c": 40},
        "3 a, 2 b, 1 c",
        "ac",
    ),
    ("the same votes: the cheaper one first", {}, {"a": 60, "b": 50}, "2 a, 2 b", "b"),
    ("no votes, no money", {}, {"a": 10, "b": 10}, "1 a", "a"),
    ("too few votes", {"min_votes": 2}, {"a": 10, "b": 10}, "2 a, 1 b", "a"),
    (
        "excluding each other",
        {"incompatible": [["a", "b"]]},
        {"a": 10, "b": 10, "c": 90},
        "3 a, 2 b, 1 c",
        "ac",
    ),
    ("more against than for", {"kind": "updown"}, {"a": 10, "b": 10}, "3 a, 4 -a, 2 b, 2 -b", "b"),
    ("the same votes: fewer against", {"kind": "updown"}, {"a": 60, "b": 70}, "3 a, 3 b, 2 -a, 1 -b", "b"),
    ("the last euro", {}, {"a": 60, "b": 40}, "1 a, 1 b", "ba"),
]


@pytest.mark.parametrize(
    ("change", "prices", "cast", "won"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_result_is_the_one_worked_out_by_hand(change, prices, cast, won):
    listed = items(**prices)
    assert "".join(counting.winners(result(rule(**change), listed, votes(cast)))) == won


def test_each_row_says_why():
    listed = items(a=60, b=50, c=40, d=40, e=5)
    found = result(rule(incompatible=[["c", "e"]]), listed, votes("4 a, 3 b, 2 cd, 1 e"))[""]
    first = min("cd", key=lambda key: counting.lot("Los", key))
    second = "d" if first == "c" else "c"
    assert [row.item.id for row in found] == ["a", "b", first, second, "e"]
    assert [row.reason for row in found][:4] == ["won", "does_not_fit", "won", "does_not_fit"]
    assert [row.tie for row in found] == ["", "", "lot", "lot", ""]
    assert found[4].reason == ("incompatible" if first == "c" else "does_not_fit")
    assert "40" in reason_words(found[1]) and all(reason_words(row) for row in found)
    assert tie_words("lot") != tie_words("cheaper") and tie_words("") == ""


def test_the_lot_is_told_before_and_drawn_again_by_everybody():
    listed, cast = items(a=60, b=60), votes("1 a, 1 b")
    found = {seed: counting.winners(result(rule(seed=seed), listed, cast)) for seed in "ABCDEFGH"}
    assert set(map(tuple, found.values())) == {("a",), ("b",)}
    assert found == {seed: counting.winners(result(rule(seed=seed), listed[::-1], cast)) for seed in found}


def test_a_ballot_with_anything_wrong_counts_nothing():
    the_rule, listed = rule(kind="knapsack"), items(a=60, b=50)
    cast = [Vote({"a": 1}), Vote({"a": 1, "b": 1}), Vote({"x": 1}), Vote({}), Vote({"b": 1, "x": 1})]
    assert counting.valid_votes(the_rule, listed, cast) == [Vote({"a": 1})]


def test_each_pot_has_its_own_winners_and_a_rival_of_the_town_stays_out_everywhere():
    the_rule = rule(money=50, scope="both", pots={"ickern": 40}, incompatible=[["a", "c"]])
    listed = [Item("a", 50), Item("b", 40, "ickern"), Item("c", 40, "ickern")]
    cast = [Vote({"a": 1, "c": 1}, "ickern"), Vote({"c": 1}, "ickern"), Vote({"b": 1}, "ickern")]
    found = result(the_rule, listed, cast)
    assert counting.winners(found) == ["a", "b"] and found["ickern"][0].rival == "a"


# Ten people, 10 each. c costs its six 40/6 each and is bought first; they have 20 left, too little for a. b takes all that
# its four have. By votes c and a win, and the four get nothing.
def test_a_minority_gets_its_share():
    listed = items(a=60, b=40, c=40)
    cast = votes("6 ac, 4 b")
    counted = counting.tally(listed, cast)
    assert counting.winners(counting.places(rule(), listed, counted)) == ["c", "a"]
    found = equal_shares.advice(rule(), listed, cast, counted)[""]
    assert set(found.bought) | set(found.filled) == {"b", "c"} and found.people == 10


def test_prices_and_payments_worked_out_by_hand():
    # 4 people, 25 each. a: 10 by 1, 2, 3 -> 10/3 each, left 65/3 for 1, 2, 3. b: 60 by 2, 3, 4 -> 20 each, everybody can.
    listed = items(a=10, b=60)
    kinds = Counter({(("a", 1),): 1, (("a", 1), ("b", 1)): 2, (("b", 1),): 1})
    found = equal_shares.equal_shares(rule(), listed, kinds, Fraction(100))
    assert found.bought == ("a", "b") and found.share == 25
    left = {tuple(sorted(group.values)): group.left for group in found.groups}
    assert left == {("a",): Fraction(65, 3), ("a", "b"): Fraction(5, 3), ("b",): 5}


def test_who_can_not_pay_the_same_pays_all_and_the_others_more():
    # 3 people, 10 each. a: 9 by 1 alone, 9 each. b: 15 by 1, 2, 3 -> 5 each, first; then 1 has 5 and a costs 9: not bought.
    listed = items(b=15, a=9)
    kinds = Counter({(("a", 1), ("b", 1)): 1, (("b", 1),): 2})
    assert equal_shares.equal_shares(rule(), listed, kinds, Fraction(30)).bought == ("b",)
    # With c first (8 by 1 and 2: 4 each), b costs 15 from 6, 6 and 10: 5 each.
    groups = [
        equal_shares.Group({"b": 1}, 1, Fraction(2), {}),
        equal_shares.Group({"b": 1}, 2, Fraction(10), {}),
    ]
    assert equal_shares.price_per_value(15, groups, "b") == Fraction(13, 2)
    assert equal_shares.price_per_value(23, groups, "b") is None


def test_what_is_left_goes_by_larger_shares_and_then_by_votes():
    listed = items(a=30, b=80, c=60)
    cast = votes("4 a, 3 b, 3 c")
    found = equal_shares.advice(rule(), listed, cast, counting.tally(listed, cast))[""]
    # 10 people, 10 each: a costs its four 7.50 each. b (80 by three) never; c (60 by three, 20 each) at double shares.
    assert found.bought == ("a", "c") and found.share == 20
    listed = items(a=30, b=65)
    cast = votes("9 a, 1 b")
    found = equal_shares.advice(rule(), listed, cast, counting.tally(listed, cast))[""]
    assert (found.bought, found.filled) == (("a",), ("b",))


small_votes = st.builds(
    lambda prices, cast, money: (prices, cast, money),
    st.lists(st.integers(1, 50), min_size=1, max_size=5),
    st.lists(
        st.dictionaries(st.sampled_from("01234"), st.sampled_from([1, 1, 1, -1, 3]), max_size=5), max_size=8
    ),
    st.integers(20, 90),
)
kinds = st.sampled_from(KINDS)


def made(kind, prices, cast, money):
    the_rule = rule(money, kind)
    listed = [Item(str(n), price) for n, price in enumerate(prices)]
    return the_rule, listed, counting.valid_votes(the_rule, listed, [Vote(one) for one in cast])


@given(kind=kinds, case=small_votes)
def test_nothing_is_overspent_and_everybody_left_out_knows_why(kind, case):
    the_rule, listed, valid = made(kind, *case)
    counted = counting.tally(listed, valid)
    rows = counting.places(the_rule, listed, counted)[""]
    left = case[2]
    for before, row in zip([None, *rows], rows, strict=False):
        assert row.left == left >= 0
        votes_for = sum(max(vote.choices.get(row.item.id, 0), 0) for vote in valid)
        against = sum(max(-vote.choices.get(row.item.id, 0), 0) for vote in valid)
        assert (row.tally.votes, row.tally.against) == (votes_for, against)
        assert before is None or before.tally.votes >= votes_for
        fits = row.item.price <= left and votes_for > 0 and against <= votes_for
        assert row.won == fits
        left -= row.item.price if row.won else 0
    assert left >= 0


@given(kind=kinds, case=small_votes, dice=st.randoms())
def test_the_order_of_ballots_and_items_changes_nothing(kind, case, dice):
    the_rule, listed, valid = made(kind, *case)
    counted = counting.tally(listed, valid)
    other_items, other_votes = dice.sample(listed, len(listed)), dice.sample(valid, len(valid))
    again = counting.tally(other_items, other_votes)
    assert counting.places(the_rule, listed, counted) == counting.places(the_rule, other_items, again)
    assert equal_shares.advice(the_rule, listed, valid, counted) == equal_shares.advice(
        the_rule, other_items, other_votes, again
    )


@given(kind=kinds, case=small_votes)
def test_equal_shares_pay_exactly_and_nobody_pays_for_what_they_did_not_want(kind, case):
    the_rule, listed, valid = made(kind, *case)
    money, price = case[2], {item.id: item.price for item in listed}
    grouped = equal_shares._groups(listed, valid)
    found = equal_shares.equal_shares(the_rule, listed, grouped, Fraction(money))
    for group in found.groups:
        assert sum(group.paid.values()) + group.left == found.share and group.left >= 0
        assert set(group.paid) <= set(group.values)
    for key in found.bought:
        assert sum(group.paid.get(key, 0) * group.size for group in found.groups) == price[key]
    # Nothing else could have been paid by those who wanted it.
    for item in listed:
        if item.id not in found.bought:
            rest = sum(group.left * group.size for group in found.groups if item.id in group.values)
            assert rest < item.price
    assert sum(price[key] for key in found.bought) <= money


@given(case=small_votes)
def test_every_group_large_enough_is_heard(case):
    """Extended justified representation, by all groups and all sets of items (value 1 each)."""
    the_rule, listed, valid = made("approval", *case)
    money, price = case[2], {item.id: item.price for item in listed}
    grouped = equal_shares._groups(listed, valid)
    people = [set(dict(values)) for values, size in grouped.items() for _one in range(size)]
    bought = set(equal_shares.equal_shares(the_rule, listed, grouped, Fraction(money)).bought)
    for size in range(1, len(price) + 1):
        for wanted in map(set, combinations(price, size)):
            group = [mine for mine in people if wanted <= mine]
            if group and Fraction(len(group) * money, len(people)) >= sum(price[key] for key in wanted):
                assert max(len(mine & bought) for mine in group) >= size


@given(kind=kinds, case=small_votes)
def test_the_advice_never_overspends_and_leaves_nothing_that_fits(kind, case):
    the_rule, listed, valid = made(kind, *case)
    counted, price = counting.tally(listed, valid), {item.id: item.price for item in listed}
    found = equal_shares.advice(the_rule, listed, valid, counted)[""]
    taken = [*found.bought, *found.filled]
    left = case[2] - sum(price[key] for key in taken)
    assert left >= 0 and len(set(taken)) == len(taken)
    for item in listed:
        fits = item.price <= left and equal_shares.may_win(the_rule, counted[item.id])
        assert item.id in taken or not fits


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({"a": 10, "b": 20}, {"a": 10, "b": 20}),
        ({"a": 3, "b": 10, "c": 20}, {"a": None, "b": None, "c": 20}),
        ({"a": 2, "b": 4, "c": 20}, {"a": None, "b": None, "c": 20}),
        ({"a": 1, "b": 2, "c": 20, "d": 30}, {"a": None, "b": None, "c": None, "d": 30}),
        ({"a": 0, "b": 9}, {"a": 0, "b": 9}),
        ({"a": 0, "b": 3, "c": 9}, {"a": 0, "b": None, "c": None}),
        ({"a": 4}, {"a": None}),
        ({}, {}),
    ],
)
def test_small_numbers_are_left_out_and_never_one_alone(numbers, shown):
    assert turnout.suppressed(numbers) == shown


@given(numbers=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30)))
def test_no_sum_gives_a_small_number_away(numbers):
    shown, total = turnout.suppressed(numbers), turnout.total(numbers)
    assert all(value is None or value == numbers[key] for key, value in shown.items())
    assert not any(value is not None and 0 < value < turnout.LEAST for value in shown.values())
    hidden = [key for key, value in shown.items() if value is None]
    if hidden and total is not None:
        rest = total - sum(value for value in shown.values() if value is not None)
        assert rest >= turnout.LEAST and len(hidden) > 1
    assert total == sum(numbers.values()) or 0 < sum(numbers.values()) < turnout.LEAST
