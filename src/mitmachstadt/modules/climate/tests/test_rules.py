"""The light of a climate check: by table, and properties no answer may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.modules.climate import rules
from mitmachstadt.modules.climate.queries import _default
from mitmachstadt.modules.climate.rules import ORDER, Answers
from mitmachstadt.modules.climate.words import Direction, Light, Strength

RULE = _default()
KEYS = [one.key for one in RULE.questions]
NO = dict.fromkeys(KEYS, False)
YES = NO | {"energy": True}
WHOLE = Answers(
    screening=YES, field="energy", direction="burdens", low=Decimal(5), mid=Decimal(20), high=Decimal(40), years=10,
    factor_set="Satz 2021",
)  # fmt: skip


def codes(answers):
    return {problem.field for problem in rules.problems_with(answers, RULE)}


@pytest.mark.parametrize(
    ("direction", "mid", "light"),
    [
        ("relieves", "0.9", "neutral"), ("relieves", "1", "relieves_slight"), ("relieves", "10", "relieves_medium"),
        ("relieves", "100", "relieves_strong"), ("burdens", "0", "neutral"), ("burdens", "9.99", "burdens_slight"),
        ("burdens", "99.99", "burdens_medium"), ("burdens", "100", "burdens_strong"),
    ],
)  # fmt: skip
def test_the_light_follows_from_tonnes_and_direction(direction, mid, light):
    assert rules.light_of(replace(WHOLE, direction=direction, mid=Decimal(mid)), RULE) == light


def test_without_tonnes_the_named_strength_counts_and_needs_a_reason():
    open_ended = replace(WHOLE, low=None, mid=None, high=None, strength="strong")
    assert rules.light_of(open_ended, RULE) == Light.BURDENS_STRONG
    assert codes(open_ended) == {"mid"}
    assert codes(replace(open_ended, not_estimable_reason="Es gibt noch keine Planung dazu.")) == set()
    assert codes(
        replace(open_ended, strength="", not_estimable_reason="Es gibt noch keine Planung dazu.")
    ) == {"strength"}


def test_no_effect_only_with_a_reason():
    none = Answers(screening=NO)
    assert rules.light_of(none, RULE) == Light.NO_EFFECT
    assert codes(none) == {"no_effect_reason"}
    assert codes(replace(none, no_effect_reason="nein")) == {"no_effect_reason"}
    assert codes(replace(none, no_effect_reason="Es geht nur um die Wahl einer Vertretung.")) == set()


def test_every_question_must_be_answered():
    partly = Answers(screening={KEYS[0]: False})
    assert rules.light_of(partly, RULE) is None
    assert codes(partly) == {f"q_{key}" for key in KEYS[1:]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"field": "gibt-es-nicht"}, "field"), ({"direction": ""}, "direction"), ({"low": Decimal(30)}, "mid"),
        ({"high": Decimal(10)}, "mid"), ({"mid": Decimal(-1), "low": None}, "mid"), ({"mid": None}, "mid"),
        ({"factor_set": " "}, "factor_set"), ({"years": 0}, "years"), ({"years": 101}, "years"),
        ({"mid": Decimal("1e9"), "high": None, "low": None}, "mid"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_field(change, field):
    assert codes(replace(WHOLE, **change)) == {field}


amounts = st.decimals(min_value=0, max_value=10_000, places=2)


@given(amounts, amounts)
def test_more_tonnes_never_give_a_better_light(one, other):
    less, more = sorted((one, other))
    burdens = [rules.light_of(replace(WHOLE, mid=mid), RULE) for mid in (less, more)]
    assert ORDER.index(burdens[0]) <= ORDER.index(burdens[1])
    saves = [rules.light_of(replace(WHOLE, direction="relieves", mid=mid), RULE) for mid in (less, more)]
    assert ORDER.index(saves[0]) >= ORDER.index(saves[1])


@given(
    st.dictionaries(st.sampled_from(KEYS), st.booleans()), st.sampled_from(["", *Direction.values, "x"]),
    st.none() | amounts, st.sampled_from(["", *Strength.values]), st.text(max_size=40),
)  # fmt: skip
def test_there_is_no_way_to_no_effect_without_a_reason(screening, direction, mid, strength, words):
    answers = Answers(
        screening=screening, direction=direction, mid=mid, strength=strength, no_effect_reason=words, field="energy",
        factor_set="x", not_estimable_reason=words,
    )  # fmt: skip
    if not rules.problems_with(answers, RULE):
        light = rules.light_of(answers, RULE)
        assert light is not None
        if light == Light.NO_EFFECT:
            assert set(screening) == set(KEYS) and not any(screening.values()) and len(words.strip()) >= 20


@pytest.mark.parametrize(
    ("light", "other", "alternatives", "required", "code"),
    [
        (None, None, "", True, "no_check"), (None, None, "", False, None),
        (Light.BURDENS_STRONG, None, "", True, "no_alternative"),
        (Light.BURDENS_STRONG, None, "Ein Bus statt eines Parkdecks wurde geprüft.", True, None),
        (Light.BURDENS_SLIGHT, Light.BURDENS_STRONG, "", True, "no_alternative"),
        (Light.BURDENS_MEDIUM, None, "", True, None), (Light.NO_EFFECT, Light.RELIEVES_STRONG, "", True, None),
    ],
)  # fmt: skip
def test_what_may_be_released(light, other, alternatives, required, code):
    found = rules.problems_with_release(
        light=light, opinion_light=other, alternatives=alternatives, required=required
    )
    assert [one.code for one in found] == ([code] if code else [])


def test_the_sample_is_a_fixed_share():
    chosen = [rules.in_sample(number, 2026, 0.2) for number in range(10_000)]
    assert 1_900 < sum(chosen) < 2_100
    assert chosen == [rules.in_sample(number, 2026, 0.2) for number in range(10_000)]
    assert not any(rules.in_sample(number, 2026, 0) for number in range(100))


def test_half_years_have_their_days():
    assert rules.half_year(date(2026, 6, 30)) == "2026-1" and rules.half_year(date(2026, 7, 1)) == "2026-2"
    assert rules.half_year_span("2026-2") == (date(2026, 7, 1), date(2026, 12, 31))
    for wrong in ("2026-3", "26-1", "x", ""):
        with pytest.raises(ValueError, match=r".*"):
            rules.half_year_span(wrong)


def test_the_straight_way_to_a_target():
    start, end = (2020, Decimal(100)), (2030, Decimal(50))
    assert [rules.path_value(start, end, year) for year in (2019, 2020, 2025, 2030, 2040)] == [
        100,
        100,
        75,
        50,
        50,
    ]


def test_savings_count_below_zero():
    assert rules.sum_signed([(Decimal(10), "relieves"), (Decimal(4), "burdens"), (None, "burdens")]) == -6
