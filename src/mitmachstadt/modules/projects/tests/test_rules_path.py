"""The promise "published before it is first dealt with", against random schedules and step by step."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta

from mitmachstadt.modules.projects.rules import (
    INTERNAL_STATES,
    PUBLIC_STATES,
    Given,
    ListRules,
    ProjectDates,
    State,
    earliest_meeting_date,
    listing_problems,
    may_enter_agenda,
    may_inform_later,
    may_move,
    moved,
    needs_exception,
    next_states,
    steps_to_publication,
    transitions,
)
from mitmachstadt.modules.projects.tests.test_rules_towns import TOWNS, publish, rules_of

RULES = {town: rules_of(town) for town in TOWNS}
CASTROP = RULES["castrop-rauxel"]
ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REASON = "Der Förderantrag muss bis Freitag gestellt sein."
FULL = Given(
    reason=REASON,
    informed_at=NOON,
    informed_how="E-Mail an alle",
    decisions=("Rat", "Beirat"),
    reading_on=NOON.date(),
)
ROLES = ("clerk", "coordinator")


def codes(problems: list) -> list[str]:
    return [problem.code for problem in problems]


def listed(published: datetime = NOON, informed: datetime | None = NOON, **more: object) -> ProjectDates:
    return ProjectDates(state=State.PUBLISHED, published_at=published, informed_at=informed, **more)


# --- the gate ---


def test_the_lead_time_counts_from_the_later_of_information_and_publication() -> None:
    project = listed(published=NOON, informed=NOON - timedelta(days=30))
    assert codes(may_enter_agenda(project, date(2026, 3, 15), CASTROP)) == ["lead_time"]
    assert may_enter_agenda(project, date(2026, 3, 16), CASTROP) == []
    stock = listed(informed=NOON + timedelta(days=10), listing_exception=REASON)
    assert codes(may_enter_agenda(stock, date(2026, 3, 25), CASTROP)) == ["lead_time"]
    assert may_enter_agenda(stock, date(2026, 3, 26), CASTROP) == []


def test_the_day_of_publication_is_the_day_on_the_town_clock() -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight on 2 July in the town
    assert codes(may_enter_agenda(listed(late, late), date(2026, 7, 15), CASTROP)) == ["lead_time"]
    assert may_enter_agenda(listed(late, late), date(2026, 7, 16), CASTROP) == []


@pytest.mark.parametrize("state", sorted(INTERNAL_STATES))
def test_a_project_that_is_not_public_enters_no_agenda(state: str) -> None:
    project = ProjectDates(state=state, informed_at=NOON, published_at=NOON)
    assert codes(may_enter_agenda(project, date(2027, 1, 1), CASTROP)) == ["not_public"]
    assert may_enter_agenda(project, date(2027, 1, 1), CASTROP, REASON) == []


def test_a_public_state_without_a_moment_of_publication_is_not_public() -> None:
    project = ProjectDates(state=State.IN_WORK, informed_at=NOON)
    assert codes(may_enter_agenda(project, date(2027, 1, 1), CASTROP)) == ["not_public"]


def test_members_who_were_never_informed_close_the_gate() -> None:
    project = listed(informed=None, listing_exception=REASON)
    assert codes(may_enter_agenda(project, date(2027, 1, 1), CASTROP)) == ["not_informed"]


def test_members_informed_after_publication_close_the_gate_for_ever() -> None:
    project = listed(informed=NOON + timedelta(seconds=1))
    assert codes(may_enter_agenda(project, date(2027, 1, 1), CASTROP)) == ["published_before_informed"]
    assert may_enter_agenda(replace(project, listing_exception=REASON), date(2027, 1, 1), CASTROP) == []


@pytest.mark.parametrize("text", ["eilt", "x" * 19, "eilt" + " " * 40 + "sehr"])
def test_a_reason_that_explains_nothing_opens_no_gate(text: str) -> None:
    assert codes(may_enter_agenda(ProjectDates(), date(2027, 1, 1), CASTROP, text)) == ["reason_too_short"]


def test_white_space_is_no_exception_and_a_short_text_no_listing_exception() -> None:
    assert may_enter_agenda(listed(), date(2026, 3, 16), CASTROP, "  ") == []
    assert "not_public" in codes(may_enter_agenda(ProjectDates(), date(2027, 1, 1), CASTROP, "  "))
    late = listed(informed=NOON + timedelta(days=1), listing_exception="alt")
    assert codes(may_enter_agenda(late, date(2027, 1, 1), CASTROP)) == ["published_before_informed"]


def test_an_exception_is_only_needed_when_a_rule_is_broken() -> None:
    assert needs_exception(listed(), date(2026, 3, 15), CASTROP)
    assert not needs_exception(listed(), date(2026, 3, 16), CASTROP)


def test_a_town_without_lead_time_still_publishes_before_the_day_of_the_meeting() -> None:
    rules = rules_of("detmold")
    assert codes(may_enter_agenda(listed(), NOON.date(), rules)) == ["lead_time"]
    assert may_enter_agenda(listed(), NOON.date() + timedelta(days=1), rules) == []


def test_the_earliest_meeting_of_a_draft_is_told_as_if_it_were_published_today() -> None:
    assert earliest_meeting_date(ProjectDates(), CASTROP, today=date(2026, 3, 2)) == date(2026, 3, 16)
    assert earliest_meeting_date(ProjectDates(), rules_of("heidelberg"), today=date(2026, 11, 30)) == date(
        2027, 2, 28
    )
    assert earliest_meeting_date(listed(), CASTROP, today=date(2026, 9, 1)) == date(2026, 9, 1)


# --- the path ---


@pytest.mark.parametrize("town", TOWNS)
def test_every_step_of_the_table_refuses_those_without_a_role(town: str) -> None:
    rules = rules_of(town)
    for step in transitions(rules):
        project = ProjectDates(state=step.source, informed_at=NOON, published_at=NOON)
        for roles in ((), ("resident", "editor", "moderator", "council_member")):
            assert "not_your_step" in codes(
                may_move(project, step.target, rules, roles=roles, given=FULL, now=NOON)
            )


def test_a_clerk_does_not_release() -> None:
    for state in (State.COORDINATION, State.MEMBERS_INFORMED):
        project = ProjectDates(state=state, informed_at=NOON)
        target = steps_to_publication(state, CASTROP)[0]
        problems = may_move(project, target, CASTROP, roles=("clerk",), given=FULL, now=NOON)
        assert codes(problems) == ["not_your_step"]
        assert target not in {step.target for step in next_states(state, CASTROP, roles=("clerk",))}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (State.DEPARTMENT_CHECK, State.DRAFT),
        (State.COORDINATION, State.DRAFT),
        (State.MEMBERS_INFORMED, State.DRAFT),
        (State.PUBLISHED, State.IN_WORK),
        (State.PUBLISHED, State.STOPPED),
        (State.FIRST_READING, State.PUT_BACK),
        (State.IN_WORK, State.DONE),
        (State.PUT_BACK, State.IN_WORK),
        (State.DONE, State.IN_WORK),
    ],
)
def test_these_steps_owe_a_reason(source: str, target: str) -> None:
    project = ProjectDates(state=source, informed_at=NOON, published_at=NOON)
    problems = may_move(project, target, CASTROP, roles=ROLES, given=Given(reason="weil"), now=NOON)
    assert codes(problems) == ["reason_missing"]
    assert may_move(project, target, CASTROP, roles=ROLES, given=FULL, now=NOON) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Given(), ["missing", "missing"]),
        (Given(informed_at=NOON), ["missing"]),
        (Given(informed_at=NOON, informed_how="  "), ["missing"]),
        (Given(informed_at=NOON + timedelta(minutes=1), informed_how="E-Mail"), ["in_future"]),
        (Given(informed_at=NOON, informed_how="E-Mail"), []),
    ],
)
def test_informing_the_members_needs_time_and_way(given: Given, expected: list[str]) -> None:
    project = ProjectDates(state=State.COORDINATION)
    problems = may_move(project, State.MEMBERS_INFORMED, CASTROP, roles=ROLES, given=given, now=NOON)
    assert codes(problems) == expected


def test_informing_and_publishing_in_the_same_moment_keeps_the_order() -> None:
    project = ProjectDates(state=State.MEMBERS_INFORMED, informed_at=NOON)
    assert may_move(project, State.PUBLISHED, CASTROP, roles=ROLES, now=NOON) == []
    earlier = NOON - timedelta(seconds=1)
    problems = may_move(project, State.PUBLISHED, CASTROP, roles=ROLES, now=earlier)
    assert codes(problems) == ["published_before_informed"]


def test_a_sheet_sent_back_must_be_told_to_the_members_anew() -> None:
    project = ProjectDates(state=State.MEMBERS_INFORMED, informed_at=NOON)
    assert moved(project, State.DRAFT, given=FULL, now=NOON).informed_at is None


def test_the_first_stock_needs_a_public_text_and_keeps_the_gate_closed() -> None:
    draft, given = ProjectDates(), Given(listing_exception=REASON)
    assert codes(may_move(draft, State.PUBLISHED, CASTROP, roles=("coordinator",), now=NOON)) == [
        "no_such_step"
    ]
    short = Given(listing_exception="alt")
    problems = may_move(draft, State.PUBLISHED, CASTROP, roles=("operator",), given=short, now=NOON)
    assert codes(problems) == ["reason_too_short"]
    assert may_move(draft, State.PUBLISHED, CASTROP, roles=("operator",), given=given, now=NOON) == []
    stock = moved(draft, State.PUBLISHED, given=given, now=NOON)
    assert stock.is_public
    assert listing_problems(stock, CASTROP) == []
    assert codes(may_enter_agenda(stock, date(2027, 1, 1), CASTROP)) == ["not_informed"]


def test_the_members_hear_of_the_first_stock_later_and_the_lead_time_runs_from_then() -> None:
    stock, later = listed(informed=None, listing_exception=REASON), NOON + timedelta(days=30)
    given = Given(informed_at=later, informed_how="Vorlage")
    assert may_inform_later(stock, roles=ROLES, given=given, now=later) == []
    assert codes(may_inform_later(stock, roles=("clerk",), given=given, now=later)) == ["not_your_step"]
    assert codes(may_inform_later(stock, roles=ROLES, given=Given(), now=later)) == ["missing", "missing"]
    assert codes(may_inform_later(stock, roles=ROLES, given=given, now=NOON)) == ["in_future"]
    assert codes(may_inform_later(listed(), roles=ROLES, given=given, now=later)) == ["not_later"]
    assert codes(may_inform_later(ProjectDates(), roles=ROLES, given=given, now=later)) == ["not_later"]
    told = replace(stock, informed_at=later)
    assert codes(may_enter_agenda(told, date(2026, 4, 14), CASTROP)) == ["lead_time"]
    assert may_enter_agenda(told, date(2026, 4, 15), CASTROP) == []


def test_a_first_reading_is_only_recorded_once_it_has_taken_place() -> None:
    project, later = listed(), NOON + timedelta(days=20)
    for given, expected in (
        (Given(), ["missing"]),
        (Given(reading_on=date(2026, 3, 23)), ["in_future"]),
        (Given(reading_on=date(2026, 3, 12)), ["lead_time"]),
        (Given(reading_on=date(2026, 3, 12), exception_reason=REASON), []),
        (Given(reading_on=date(2026, 3, 22)), []),
    ):
        problems = may_move(project, State.FIRST_READING, CASTROP, roles=ROLES, given=given, now=later)
        assert codes(problems) == expected


def test_a_project_put_back_goes_on_where_it_rested() -> None:
    project = moved(listed(), State.PUT_BACK, given=FULL, now=NOON)
    assert project.is_public
    onward = next_states(State.PUT_BACK, CASTROP, rested_from=project.rested_from)
    assert {step.target for step in onward} == {State.PUBLISHED, State.STOPPED}
    problems = may_move(project, State.IN_WORK, CASTROP, roles=ROLES, given=FULL, now=NOON)
    assert codes(problems) == ["other_place"]
    assert may_move(project, State.PUBLISHED, CASTROP, roles=ROLES, given=FULL, now=NOON) == []
    again = moved(project, State.PUBLISHED, given=FULL, now=NOON + timedelta(days=90))
    assert (again.published_at, again.rested_from) == (NOON, "")


@pytest.mark.parametrize("town", TOWNS)
def test_the_board_step_exists_only_where_the_town_has_a_board(town: str) -> None:
    rules = rules_of(town)
    onto_board = [step for step in transitions(rules) if step.target == State.BOARD]
    assert bool(onto_board) == (town in {"bonn", "darmstadt", "detmold", "wuppertal"})


@pytest.mark.parametrize("town", TOWNS)
def test_nothing_public_ever_becomes_secret_again(town: str) -> None:
    for step in transitions(rules_of(town)):
        assert not (step.source in PUBLIC_STATES and step.target in INTERNAL_STATES), step


@pytest.mark.parametrize("target", ["nowhere", State.DONE, State.DRAFT, State.BOARD])
def test_a_step_that_is_not_in_the_table_is_refused_with_a_sentence(target: str) -> None:
    problems = may_move(listed(), target, CASTROP, roles=ROLES, given=FULL, now=NOON)
    assert codes(problems) == ["no_such_step"]
    assert str(problems[0].message)


# --- 10,000 random schedules ---

ALL_STATES = State.values
TEXTS = ("", "", "eilt", REASON)
BODIES = {town: tuple(b for s in RULES[town].release.steps for b in s.bodies) for town in TOWNS}
PUBLISHED = {town: publish(RULES[town]) for town in TOWNS}


def random_given(dice: random.Random, town: str, now: datetime) -> Given:
    complete = dice.random() < 0.7
    return Given(
        reason=REASON if complete else dice.choice(TEXTS),
        informed_at=now - timedelta(hours=dice.choice([0, 0, 1, 400, -1, -300])),
        informed_how="E-Mail" if complete else dice.choice(TEXTS),
        decisions=BODIES[town] if complete else BODIES[town][: dice.randrange(3)],
        reading_on=now.date() - timedelta(days=dice.randrange(60)) if dice.random() < 0.9 else None,
        exception_reason=dice.choice(TEXTS) if dice.random() < 0.5 else "",
        listing_exception=dice.choice(TEXTS) if dice.random() < 0.3 else "",
    )


def kept_in_order(project: ProjectDates, meeting_on: date, rules: ListRules) -> bool:
    """The promise in its own words, without the code under test."""
    lead = rules.lead_time
    if project.state in ("draft", "department_check", "coordination", "board", "members_informed"):
        return False
    if project.published_at is None:
        return False
    days = [project.published_at.astimezone(ZONE).date()]
    if rules.informed_before_published.required:
        if project.informed_at is None:
            return False
        if project.informed_at > project.published_at and len(project.listing_exception) < 20:
            return False
        days.append(project.informed_at.astimezone(ZONE).date())
    length = relativedelta(days=lead.days or 0, weeks=lead.weeks or 0, months=lead.months or 0)
    return max(days) < meeting_on and max(days) + length <= meeting_on


def play(seed: int, tally: dict[str, int]) -> None:
    dice = random.Random(seed)
    town = dice.choice(TOWNS)
    rules, project = RULES[town], ProjectDates()
    now = NOON + timedelta(hours=dice.randrange(9000))
    if dice.random() < 0.5:
        # Half of the schedules begin behind the release, so that the short game reaches the readings.
        project = PUBLISHED[town]
        now = NOON + timedelta(days=dice.randrange(5, 200))
    for _turn in range(6):
        now += timedelta(hours=dice.choice([0, 1, 30, 200, 900]))
        if dice.random() < 0.25:
            meeting, reason = now.date() + timedelta(days=dice.randrange(-5, 120)), dice.choice(TEXTS)
            entered = not may_enter_agenda(project, meeting, rules, reason)
            assert entered == (
                reason == REASON or (reason == "" and kept_in_order(project, meeting, rules))
            ), (seed, town, project, meeting)
            tally["entered" if entered else "kept out"] += 1
            continue
        if project.is_public and project.informed_at is None and dice.random() < 0.3:
            given = random_given(dice, town, now)
            if not may_inform_later(project, roles=ROLES, given=given, now=now):
                project = replace(project, informed_at=given.informed_at)
            continue
        onward = [step.target for step in next_states(project.state, rules)]
        target = dice.choice(onward) if dice.random() < 0.85 else dice.choice(ALL_STATES)
        given = random_given(dice, town, now)
        if may_move(project, target, rules, roles=ROLES, given=given, now=now):
            tally["refused"] += 1
            continue
        before, project = project, moved(project, target, given=given, now=now)
        if target == State.FIRST_READING and before.state == State.PUBLISHED:
            assert given.reading_on is not None and given.reading_on <= now.date() + timedelta(days=1)
            excepted = given.exception_reason == REASON
            assert excepted or kept_in_order(before, given.reading_on, rules), (seed, town, before, given)
            tally["read by exception" if excepted else "read"] += 1
        if project.published_at is not None and rules.informed_before_published.required:
            in_order = project.informed_at is not None and project.informed_at <= project.published_at
            assert in_order or project.listing_exception == REASON, (seed, town, project)
            tally["public"] += 1
        assert (project.state in INTERNAL_STATES) == (project.published_at is None), (seed, project)


@pytest.mark.slow
def test_10_000_random_schedules_keep_the_promise() -> None:
    tally = dict.fromkeys(("entered", "kept out", "refused", "read", "read by exception", "public"), 0)
    for seed in range(10_000):
        play(seed, tally)
    # A game in which nothing happens proves nothing.
    assert min(tally.values()) > 200, tally


def test_a_published_project_of_each_town_has_a_first_reading_that_keeps_the_order() -> None:
    for town in TOWNS:
        rules = RULES[town]
        project = publish(rules)
        day = earliest_meeting_date(project, rules, today=NOON.date())
        assert kept_in_order(project, day, rules)
        assert not kept_in_order(project, day - timedelta(days=1), rules)
