"""Rules of budgets by table, and the state machine under whatever order of steps."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mitmachstadt.modules.budgets.cases.application import OWED, STATES, TRANSITIONS
from mitmachstadt.modules.budgets.queries.town import DEFAULTS
from mitmachstadt.modules.budgets.rules import (
    Asked,
    Span,
    a_year_later,
    admit_problems,
    advice_problems,
    after_meeting_problems,
    after_vote_problems,
    allows,
    applying_problems,
    claim_problems,
    closing_problems,
    cost_lines,
    euros,
    grant_problems,
    granted_sum,
    money,
    next_of,
    now_of,
    parse_budget_rules,
    payment_problems,
    plan_from,
    plan_problems,
    start_problems,
    unused,
)
from mitmachstadt.modules.budgets.tests.world import RULES, rule_data
from mitmachstadt.spine.problems import Refused

TODAY = date(2026, 6, 1)
BERLIN = ZoneInfo("Europe/Berlin")
TOWN = parse_budget_rules(rule_data())
#: How long making the examples takes says how busy the machine is, nothing of the rules.
hurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def codes(problems):
    return [one.code for one in problems]


GOOD = Asked(
    title="Hochbeete", text="Vier Hochbeete für alle im Park.", association="", is_association=False, name="Gerda",
    postal="Weg 1", old_enough=True, resident=True, requested=2000, costs=(("Holz", 2500),), foreign_ground=False,
    consent=False, email="gerda@example.org",
)  # fmt: skip


def test_a_whole_application_has_no_problem():
    assert applying_problems(GOOD, TOWN, 50_000) == []


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"title": " "}, "title", "missing"),
        ({"title": "x" * 121}, "title", "too_long"),
        ({"text": "Zu kurz."}, "text", "too_short"),
        ({"text": ""}, "text", "missing"),
        ({"text": "x" * 4001}, "text", "too_long"),
        ({"old_enough": False}, "old_enough", "missing"),
        ({"resident": False}, "resident", "missing"),
        ({"is_association": True}, "association", "missing"),
        ({"name": ""}, "name", "missing"),
        ({"name": "x" * 101}, "name", "too_long"),
        ({"postal": ""}, "postal", "missing"),
        ({"email": ""}, "email", "missing"),
        ({"requested": None}, "requested", "missing"),
        ({"requested": 0}, "requested", "missing"),
        ({"requested": 5001, "costs": (("Holz", 9000),)}, "requested", "ceiling"),
        ({"requested": 2501}, "requested", "above_plan"),
        ({"costs": ()}, "costs", "missing"),
        ({"foreign_ground": True}, "consent", "missing"),
    ],
)
def test_what_keeps_an_application_out(change, field, code):
    assert [(one.field, one.code) for one in applying_problems(replace(GOOD, **change), TOWN, 50_000)] == [
        (field, code)
    ]


def test_what_is_allowed_beside():
    assert applying_problems(replace(GOOD, foreign_ground=True, consent=True), TOWN, 50_000) == []
    group = replace(GOOD, is_association=True, association="Verein", old_enough=False)
    assert applying_problems(group, TOWN, 50_000) == []
    assert codes(applying_problems(GOOD, TOWN, 1999)) == ["ceiling"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1200", 1200), ("1.200", 1200), ("1 200 €", 1200), ("1,200", 1200), ("1.200,00", 1200), ("350,-", 350),
        ("350 Euro", 350),
        ("12,50", None), ("-5", None), ("", None), ("viel", None), ("1.2", None), ("1e3", None), ("9999999", None),
        ("=1+1", None), ("٣", None),
    ],
)  # fmt: skip
def test_euros_as_people_write_them(text, amount):
    assert euros(text) == amount


def test_sums_in_sentences_are_written_as_the_language_does():
    assert money(1200) == "1.200"
    with translation.override("en"):
        assert money(1200) == "1,200" and euros(money(1200)) == 1200


def test_lines_of_a_cost_plan():
    lines, problems = cost_lines([("Holz", "1.200"), ("", ""), (" Erde  und Kraut ", "30")])
    assert (lines, problems) == ([("Holz", 1200), ("Erde und Kraut", 30)], [])
    assert codes(cost_lines([("", "5"), ("Holz", ""), ("Holz", "0")])[1]) == ["what", "amount", "amount"]
    told = [str(one) for one in cost_lines([("Holz", "5"), ("", ""), ("Erde", "viel")])[1]]
    assert len(told) == 1 and "2" in told[0], (
        "counted as the form shows them again, without the empty one between"
    )
    assert codes(cost_lines([("x", "1")] * 13)[1]) == ["too_many"]


@pytest.mark.parametrize(
    ("amount", "rank", "reason", "code"),
    [
        (2000, 1, "", []),
        (1500, 2, "Reicht.", []),
        (0, None, "Nützt wenigen.", []),
        (None, 1, "", ["missing"]),
        (2001, 1, "", ["above_request"]),
        (1500, 2, " ", ["missing"]),
        (0, None, "", ["missing"]),
        (2000, None, "", ["missing"]),
    ],
)
def test_what_a_board_may_advise(amount, rank, reason, code):
    assert codes(advice_problems(amount, 2000, rank, reason)) == code


@pytest.mark.parametrize(
    ("outcome", "amount", "left", "code"),
    [
        ("granted", None, 2000, []),
        ("granted", 2000, 2000, []),
        ("granted", 1999, 5000, ["not_all"]),
        ("granted", None, 1999, ["overspent"]),
        ("in_part", 1000, 1000, []),
        ("in_part", 1000, 999, ["overspent"]),
        ("in_part", 0, 5000, ["in_part"]),
        ("in_part", 2000, 5000, ["in_part"]),
        ("in_part", None, 5000, ["in_part"]),
        ("declined", None, 0, []),
        ("perhaps", None, 5000, ["missing"]),
    ],
)
def test_what_a_committee_may_grant(outcome, amount, left, code):
    assert codes(grant_problems(outcome, amount, 2000, left)) == code


@hurried
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["granted", "in_part", "declined"]), st.integers(-5, 6000), st.integers(1, 5000)
        ),
        max_size=30,
    ),
    st.integers(1, 20_000),
)
def test_whatever_is_tried_the_sum_stays_within_the_budget(tries, total):
    promised = 0
    for outcome, amount, requested in tries:
        if not grant_problems(outcome, amount, requested, total - promised):
            granted = granted_sum(outcome, amount, requested)
            assert 0 <= granted <= requested
            promised += granted
        assert promised <= total


@pytest.mark.parametrize(
    ("day", "notice", "early", "code"),
    [
        (TODAY, None, None, ["no_notice"]),
        (TODAY, TODAY, None, []),
        (TODAY - timedelta(1), TODAY, None, ["too_early"]),
        (TODAY - timedelta(1), TODAY, TODAY - timedelta(1), []),
        (TODAY - timedelta(2), None, TODAY - timedelta(1), ["too_early"]),
        (TODAY + timedelta(1), TODAY, None, ["in_future"]),
    ],
)
def test_when_a_project_may_begin(day, notice, early, code):
    assert codes(start_problems(day, TODAY, notice, early)) == code


@pytest.mark.parametrize(
    ("amount", "day", "granted", "notice", "code"),
    [
        (2000, TODAY, 2000, TODAY, []),
        (2001, TODAY, 2000, TODAY, ["above_grant"]),
        (0, TODAY, 2000, TODAY, ["missing"]),
        (1, TODAY - timedelta(1), 2000, TODAY, ["before_notice"]),
        (1, TODAY + timedelta(1), 2000, TODAY, ["in_future"]),
        (1, TODAY, 2000, None, ["no_notice"]),
        (1, TODAY, 0, TODAY, ["no_notice"]),
    ],
)
def test_what_may_be_paid(amount, day, granted, notice, code):
    assert codes(payment_problems(amount, day, TODAY, granted, notice)) == code


def test_what_is_not_used_comes_back():
    assert [unused(2000, costs) for costs in (2500, 2000, 1500, None)] == [0, 0, 500, 2000]
    assert codes(closing_problems(2000, 2000)) == [] and codes(closing_problems(1999, 2000)) == ["unused"]
    assert codes(closing_problems(None, 2000)) == ["missing"]
    later = TODAY + timedelta(30)
    assert codes(claim_problems(500, 2000, later, TODAY)) == []
    assert codes(claim_problems(2001, 2000, TODAY, TODAY)) == ["above_paid", "past"]
    assert codes(claim_problems(0, 2000, None, TODAY)) == ["missing", "past"]


AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_steps_wait_for_vote_and_meeting():
    assert codes(admit_problems(AT, AT - HOUR, False)) == []
    assert (
        codes(admit_problems(AT, AT, False)) == ["vote_began"] and codes(admit_problems(AT, AT, True)) == []
    )
    assert codes(admit_problems(None, AT, False)) == []
    assert (
        codes(after_vote_problems(AT, AT - HOUR)) == ["vote_is_on"]
        and codes(after_vote_problems(AT, AT)) == []
    )
    assert (
        codes(after_meeting_problems(None, AT)) == ["not_met"] and codes(after_meeting_problems(AT, AT)) == []
    )


def test_a_plan_knows_what_is_on():
    spans = plan_from(TOWN, date(2026, 3, 1), BERLIN)
    assert [one.key for one in spans] == [
        "announce",
        "collect",
        "check",
        "vote",
        "board",
        "decide",
        "build",
        "done",
    ]
    assert plan_problems(spans) == []
    vote = next(one for one in spans if one.key == "vote")
    assert now_of(spans, vote.opens_at) == vote and now_of(spans, vote.closes_at).key == "board"
    assert now_of(spans, spans[0].opens_at - HOUR) is None and next_of(spans, vote.opens_at).key == "board"
    assert (
        allows(TOWN, "vote", "vote") and not allows(TOWN, "vote", "apply") and not allows(TOWN, None, "apply")
    )


def test_a_year_later_is_the_same_hour_of_the_clock():
    summer = datetime(2026, 3, 29, 0, 0, tzinfo=BERLIN)
    assert a_year_later(summer, BERLIN).isoformat() == "2027-03-29T00:00:00+02:00"
    assert (
        a_year_later(datetime(2028, 2, 29, 8, tzinfo=BERLIN), BERLIN).isoformat()
        == "2029-03-01T08:00:00+01:00"
    )


@hurried
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["collect", "vote", "board", "nonsense"]), st.integers(0, 40), st.integers(0, 40)
        ),
        max_size=5,
    )
)
def test_a_plan_without_problems_never_has_two_phases_at_once(rows):
    spans = [Span(key, AT + HOUR * first, AT + HOUR * last) for key, first, last in rows]
    if plan_problems(spans):
        return
    for hour in range(42):
        on = [one for one in spans if one.opens_at <= AT + HOUR * hour < one.closes_at]
        assert len(on) <= 1


@pytest.mark.parametrize("folder", [RULES, DEFAULTS])
@pytest.mark.parametrize("name", ["buergerbudget", "stadtteilbudget"])
def test_rule_files_are_read(folder, name):
    rules = parse_budget_rules(tomllib.loads((folder / f"{name}.toml").read_text("utf-8")))
    assert rules.confirmed is False and rules.source


def test_the_town_knows_its_sums():
    assert [(one.year, one.total) for one in TOWN.sums] == [
        (2021, 37500),
        (2022, 50000),
        (2023, 65000),
        (2024, 0),
    ]
    assert (TOWN.apply.ceiling, TOWN.apply.min_age, TOWN.apply.done_within_years) == (5000, 14, 2)
    assert (TOWN.board.seats, TOWN.board.party_seats, TOWN.board.other_seats) == (13, 7, 6)
    assert TOWN.decision.body == "hfa" and TOWN.sum_of(2022).total == 50000 and TOWN.sum_of(2020) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"valid_until": "2000-01-01"}, "ends_before"),
        ({"board": {"name": "B", "seats": 13, "party_seats": 7, "other_seats": 7}}, "sum"),
        ({"sums": [{"year": 2021, "total": 1}, {"year": 2021, "total": 2}]}, "twice"),
        ({"unknown": 1}, "unexpected_keyword_argument"),
        ({"apply": {"ceiling": 0}}, "greater_than_equal"),
    ],
)
def test_rules_that_do_not_hold_together(change, code):
    with pytest.raises(Refused) as found:
        parse_budget_rules(rule_data() | change)
    assert code in found.value.codes


STEPS = {step.key: step for step in TRANSITIONS}


@hurried
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=40))
def test_whatever_the_order_money_comes_after_the_notice_and_ends_are_ends(keys):
    """Walks the machine by its declared steps alone: no order leads to money before the notice."""
    state, seen = "received", []
    ends = {one.key for one in STATES if one.final and not one.hidden}
    for key in keys:
        step = STEPS[key]
        if state not in step.sources:
            continue
        assert state not in ends
        state = step.targets[0]
        seen.append(key)
        if state == "paid" or key == "pay":
            assert "notice" in seen and seen.index("notice") < seen.index("pay")
        if key in ("prove", "accept", "claim", "repaid"):
            assert "pay" in seen
        if key == "decide":
            assert "advise" in seen and "schedule" in seen


def test_every_open_state_owes_something():
    assert set(OWED) == {one.key for one in STATES if not one.final}
