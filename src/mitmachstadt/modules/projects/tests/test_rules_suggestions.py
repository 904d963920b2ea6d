"""Who may hand in what; and every accepted suggestion has one open duty or one reasoned decision."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.modules.projects.rules import (
    Decision,
    Duty,
    Event,
    HandIn,
    Outcome,
    State,
    allowed_events,
    count_overdue,
    days_overdue,
    may_answer_together,
    may_hand_in,
    may_propose,
    may_record,
    overdue,
    parse_rules,
    quorum_needed,
    standing,
)
from mitmachstadt.modules.projects.tests.test_rules_reader import change
from mitmachstadt.modules.projects.tests.test_rules_towns import REASON, TOWNS, rules_of, working_days

RULES = {town: rules_of(town) for town in TOWNS}
CASTROP, DETMOLD, HEILBRONN = RULES["castrop-rauxel"], RULES["detmold"], RULES["heilbronn"]
MONDAY = date(2026, 3, 2)
ACCEPTED = Event(kind="accepted", on=MONDAY)


def codes(problems: list) -> list[str]:
    return [problem.code for problem in problems]


# --- handing in ---

ON_PROJECT = HandIn(
    kind="participation", age=40, resident=True, project_state=State.PUBLISHED, project_public=True
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"age": 10}, []),
        ({"age": 9}, ["too_young"]),
        ({"age": None}, ["age_missing"]),
        ({"resident": False}, ["no_resident"]),
        ({"resident": None}, ["residence_missing"]),
        ({"sender": "organisation", "age": None, "resident": None}, []),
        ({"kind": "plain"}, ["unknown_kind"]),
        ({"kind": "list_known_plan"}, ["project_not_wanted"]),
        ({"kind": "new_project", "project_state": "", "project_public": False}, []),
        ({"project_state": ""}, ["no_project"]),
        ({"project_state": State.DRAFT}, ["no_project"]),
        ({"project_public": False}, ["no_project"]),
        ({"project_state": State.PUT_BACK}, []),
        ({"project_state": State.DONE}, ["project_ended"]),
        ({"project_state": State.STOPPED}, ["project_ended"]),
        ({"repeats_decided": True}, ["repeat"]),
        ({"repeats_decided": True, "new_facts": "neu"}, ["repeat"]),
        ({"repeats_decided": True, "new_facts": "Seit Mai liegt ein neues Gutachten vor."}, []),
    ],
)
def test_who_may_hand_in_what_in_detmold(changes: dict, expected: list[str]) -> None:
    assert codes(may_hand_in(replace(ON_PROJECT, **changes), DETMOLD)) == expected


def test_a_town_without_organisations_or_age_says_so() -> None:
    club = replace(ON_PROJECT, sender="organisation", signatures=5000)
    assert codes(may_hand_in(club, RULES["heidelberg"])) == ["no_organisations"]
    assert may_hand_in(replace(ON_PROJECT, age=None, signatures=1000), RULES["heidelberg"]) == []
    assert may_hand_in(replace(ON_PROJECT, repeats_decided=True), RULES["wuppertal"]) == []


@pytest.mark.parametrize(
    ("residents", "needed"), [(0, 1), (1, 1), (100, 1), (101, 2), (4321, 44), (126_000, 1260)]
)
def test_a_percentage_is_rounded_up(residents: int, needed: int) -> None:
    assert HEILBRONN.quorum is not None
    assert quorum_needed(HEILBRONN.quorum, residents) == needed
    for signatures, expected in ((needed - 1, ["quorum_missed"]), (needed, [])):
        problems = may_propose("residents", HEILBRONN, signatures=signatures, residents_of_area=residents)
        assert codes(problems) == expected


def test_signatures_are_asked_for_only_where_the_rules_say_so() -> None:
    assert codes(may_propose("residents", RULES["heidelberg"], signatures=999)) == ["quorum_missed"]
    assert may_propose("residents", RULES["heidelberg"], signatures=1000) == []
    assert may_propose("mayor", RULES["heidelberg"]) == []
    assert codes(may_propose("mayor", DETMOLD)) == ["unknown_way"]
    assert codes(may_propose("residents", HEILBRONN, signatures=9999)) == ["quorum_unknown"]
    assert codes(may_propose("residents", RULES["darmstadt"], signatures=9999)) == ["quorum_unknown"]


# --- the treatment ---


def test_the_duties_follow_each_other_with_their_days() -> None:
    events = [ACCEPTED]
    now = standing(events, DETMOLD, working_days)
    assert now == Duty("statement", "unit", "zuständiges Fachamt", MONDAY, date(2026, 3, 23), 0)
    events.append(Event(kind="statement", on=date(2026, 3, 10), text="Machbar."))
    now = standing(events, DETMOLD, working_days)
    assert now == Duty("recommendation", "board", "Beirat", date(2026, 3, 10), date(2026, 5, 5), 1)
    events.append(Event(kind="recommendation", on=date(2026, 4, 1), text="Dafür.", outcome="taken_up"))
    now = standing(events, DETMOLD, working_days)
    assert isinstance(now, Duty) and (now.task, now.body) == ("decision", "Rat")


def test_a_duty_is_overdue_the_day_after_its_day() -> None:
    now = standing([ACCEPTED], DETMOLD, working_days)
    assert not overdue(now, date(2026, 3, 23))
    assert (overdue(now, date(2026, 3, 24)), days_overdue(now, date(2026, 3, 24))) == (True, 1)
    decided = Decision("taken_up", REASON, MONDAY, "Rat")
    assert count_overdue([now, decided, now], date(2026, 3, 24)) == 2


def test_handing_over_changes_the_unit_and_never_the_promise() -> None:
    over = Event(kind="handed_over", on=date(2026, 3, 20), body="EUV Stadtbetrieb")
    before, now = (
        standing([ACCEPTED], DETMOLD, working_days),
        standing([ACCEPTED, over], DETMOLD, working_days),
    )
    assert isinstance(now, Duty) and isinstance(before, Duty)
    assert (now.body, now.due) == ("EUV Stadtbetrieb", before.due)
    assert codes(may_record([ACCEPTED, over], over, DETMOLD, working_days)) == ["same_unit"]


STATED = [ACCEPTED, Event(kind="statement", on=date(2026, 3, 10), text="Machbar.")]
BEFORE_DECISION = [*STATED, Event(kind="recommendation", on=date(2026, 4, 1), text="Dafür.")]
DECIDED = [*BEFORE_DECISION, Event(kind="decision", on=date(2026, 5, 1), outcome="taken_up", text="Ja.")]
LATER = date(2026, 5, 1)


def decided(outcome: str, text: str) -> Event:
    return Event(kind="decision", on=LATER, outcome=outcome, text=text)


@pytest.mark.parametrize(
    ("events", "event", "expected"),
    [
        ([], Event(kind="statement", on=MONDAY, text="x"), ["not_accepted"]),
        ([ACCEPTED], ACCEPTED, ["accepted_before"]),
        ([ACCEPTED], Event(kind="decision", on=LATER, outcome="taken_up", text="Ja."), ["not_next"]),
        ([ACCEPTED], Event(kind="postponed", on=LATER, text=REASON, due=date(2026, 6, 1)), ["not_next"]),
        ([ACCEPTED], Event(kind="statement", on=MONDAY - timedelta(days=1), text="x"), ["too_early"]),
        ([ACCEPTED], Event(kind="statement", on=MONDAY, text=" "), ["missing"]),
        ([ACCEPTED], Event(kind="handed_over", on=MONDAY, body=""), ["missing"]),
        (STATED, Event(kind="handed_over", on=LATER, body="EUV"), ["not_next"]),
        (STATED, Event(kind="recommendation", on=LATER, text="Ja.", outcome="maybe"), ["unknown_outcome"]),
        (STATED, Event(kind="postponed", on=LATER, text=REASON, due=LATER), ["not_later"]),
        (STATED, Event(kind="postponed", on=LATER, text="später", due=date(2026, 6, 1)), ["reason_missing"]),
        (BEFORE_DECISION, Event(kind="decision", on=LATER, text="Ja."), ["unknown_outcome"]),
        (BEFORE_DECISION, Event(kind="decision", on=LATER, outcome="taken_up"), ["reason_missing"]),
        (BEFORE_DECISION, decided("not_taken_up", "Nein."), ["reason_too_short"]),
        (BEFORE_DECISION, decided("in_part", "Halb."), ["reason_too_short"]),
        (BEFORE_DECISION, Event(kind="decision", on=LATER, outcome="referred", text=REASON), ["missing"]),
        (BEFORE_DECISION, Event(kind="decision", on=LATER, outcome="not_taken_up", text=REASON), []),
        (DECIDED, Event(kind="decision", on=LATER, outcome="taken_up", text="Ja."), ["decided"]),
        (DECIDED, Event(kind="statement", on=LATER, text="Noch etwas."), ["decided"]),
    ],
)  # fmt: skip
def test_what_may_be_recorded(events: list[Event], event: Event, expected: list[str]) -> None:
    assert codes(may_record(events, event, DETMOLD, working_days)) == expected


def test_a_history_without_acceptance_is_an_error_of_the_program() -> None:
    for events in ([], [Event(kind="statement", on=MONDAY, text="x")]):
        with pytest.raises(ValueError, match="acceptance"):
            standing(events, DETMOLD, working_days)


def test_similar_suggestions_are_answered_together_when_they_wait_for_the_same() -> None:
    answer = Event(kind="statement", on=LATER, text="Das planen wir ein.", together_with=("H-1", "H-2"))
    moved_on = {"H-1": [ACCEPTED], "H-2": STATED}
    over = Event(kind="handed_over", on=MONDAY, body="EUV")
    assert may_answer_together({"H-1": [ACCEPTED], "H-2": [ACCEPTED]}, answer, DETMOLD, working_days) == []
    assert codes(may_answer_together({"H-1": [ACCEPTED]}, answer, DETMOLD, working_days)) == ["too_few"]
    problems = may_answer_together(moved_on, answer, DETMOLD, working_days)
    assert codes(problems) == ["not_next"]
    assert str(problems[0].message).startswith("H-2: ")
    elsewhere = {"H-1": [ACCEPTED], "H-2": [ACCEPTED, over]}
    assert codes(may_answer_together(elsewhere, answer, DETMOLD, working_days)) == ["different_duties"]


def test_a_town_may_do_with_a_short_reason_for_a_refusal_but_never_without() -> None:
    rules = parse_rules(change("detmold", "answer.reason_required_on_refusal", False))
    no = Event(kind="decision", on=LATER, outcome="not_taken_up", text="Zu teuer.")
    assert may_record(BEFORE_DECISION, no, rules, working_days) == []
    assert codes(may_record(BEFORE_DECISION, replace(no, text=" "), rules, working_days)) == [
        "reason_missing"
    ]


# --- the promise, over random histories ---

TEXTS = st.sampled_from(["", "  ", "Ja.", REASON])
EVENTS = st.builds(
    Event,
    kind=st.sampled_from(
        ["accepted", "statement", "recommendation", "decision", "decision", "handed_over", "postponed"]
    ),
    on=st.dates(MONDAY, MONDAY + timedelta(days=30)),
    body=st.sampled_from(["", "EUV", "Tiefbau"]),
    outcome=st.sampled_from(["", "perhaps", *Outcome.values]),
    text=TEXTS,
    passed_to=st.sampled_from(["", "Straßen.NRW"]),
    due=st.none() | st.dates(MONDAY, MONDAY + timedelta(days=90)),
)


def some_days_later(day: date, count: int) -> date:
    return day + timedelta(days=count)


@given(st.sampled_from(TOWNS), st.lists(EVENTS, min_size=10, max_size=25))
def test_one_open_duty_or_one_reasoned_decision_at_any_time(town: str, wanted: list[Event]) -> None:
    rules, events = RULES[town], [ACCEPTED]
    tasks = [step.task for step in rules.treatment.steps]
    day = MONDAY
    for event in wanted:
        # Most events are moved behind the last one, else few histories would get far.
        event = replace(event, on=max(event.on, day)) if event.text else event
        if may_record(events, event, rules, some_days_later):
            continue
        events.append(event)
        day = event.on
        now = standing(events, rules, some_days_later)
        done = [past.kind for past in events if past.kind in tasks]
        assert done == tasks[: len(done)], "no step is left out or done twice"
        if "decision" in done:
            assert isinstance(now, Decision)
            assert now.outcome in Outcome.values and now.reason.strip() and now.body
            if now.outcome != "taken_up":
                assert len(now.reason.strip()) >= 20
            assert allowed_events(now) == ()
        else:
            assert isinstance(now, Duty)
            assert now.task == tasks[len(done)]
            assert now.body and now.due > now.since and now.since <= day
            assert overdue(now, now.due + timedelta(days=1)) and not overdue(now, now.due)
