"""Plays the rule file of each town from first note to end: eight towns need no line of code."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mitmachstadt.modules.projects.rules import (
    ABOUT_A_PROJECT,
    Decision,
    Duty,
    Event,
    Given,
    HandIn,
    ListRules,
    ProjectDates,
    Sheet,
    State,
    check_sheet,
    earliest_meeting_date,
    may_enter_agenda,
    may_hand_in,
    may_move,
    may_propose,
    may_record,
    moved,
    next_chance,
    next_states,
    quorum_needed,
    reception,
    rules_from_toml,
    standing,
    steps_to_publication,
    window_for,
)

TOWNS_DIR = Path(__file__).resolve().parents[5] / "towns"
TOWNS = (
    "bonn", "castrop-rauxel", "darmstadt", "detmold", "heidelberg", "heilbronn", "wolfsburg", "wuppertal",
)  # fmt: skip
EVERYBODY = ("clerk", "coordinator")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REASON = "Der Rat hat am 5. Mai darüber gesprochen."


def rules_of(town: str) -> ListRules:
    return rules_from_toml((TOWNS_DIR / town / "rules" / "vorhabenliste.toml").read_text("utf-8"))


def working_days(day: date, count: int) -> date:
    """Monday to Friday; holidays are the calendar's business."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def publish(rules: ListRules, start: datetime = START) -> ProjectDates:
    """Walk a draft through the release chain of the town, one day per step."""
    project, now = ProjectDates(), start
    for target in steps_to_publication(project.state, rules):
        now += timedelta(days=1)
        step = rules.release.step(project.state)
        given = Given(
            informed_at=now, informed_how="E-Mail an alle", decisions=step.bodies if step is not None else ()
        )
        assert may_move(project, target, rules, roles=EVERYBODY, given=given, now=now) == []
        project = moved(project, target, given=given, now=now)
    return project


def enough_signatures(rules: ListRules) -> tuple[int, int | None]:
    """Signatures that reach the town's quorum in an area of 4,321 residents; 1 where there is none."""
    if rules.quorum is None:
        return 1, None
    return quorum_needed(rules.quorum, 4321) or 1_000_000, 4321


def treat(rules: ListRules, accepted_on: date, outcome: str) -> list[Event]:
    events = [Event(kind="accepted", on=accepted_on)]
    day = accepted_on
    while isinstance(now := standing(events, rules, working_days), Duty):
        day += timedelta(days=7)
        event = Event(kind=now.task, on=day, body=now.body, text=REASON, passed_to="Straßen.NRW")
        if now.task == "decision":
            event = Event(kind="decision", on=day, outcome=outcome, text=REASON, passed_to="Straßen.NRW")
        assert may_record(events, event, rules, working_days) == []
        events.append(event)
    return events


def test_every_town_folder_is_played() -> None:
    assert (
        tuple(sorted(path.parents[1].name for path in TOWNS_DIR.glob("*/rules/vorhabenliste.toml"))) == TOWNS
    )


@pytest.mark.parametrize("town", TOWNS)
def test_a_project_goes_from_draft_to_done(town: str) -> None:
    rules = rules_of(town)
    project = publish(rules)
    assert project.is_public
    published = START.date() + timedelta(days=len(steps_to_publication(State.DRAFT, rules)))
    assert project.published_on == published
    assert (project.informed_at is not None) == rules.informed_before_published.required

    earliest = earliest_meeting_date(project, rules, today=published)
    assert may_enter_agenda(project, earliest, rules) == []
    assert may_enter_agenda(project, earliest - timedelta(days=1), rules) != []
    assert earliest > published

    now = datetime(earliest.year, earliest.month, earliest.day, 17, 0, tzinfo=UTC)
    for target, given in (
        (State.FIRST_READING, Given(reading_on=earliest)),
        (State.PUT_BACK, Given(reason=REASON)),
        (State.FIRST_READING, Given(reason=REASON)),
        (State.IN_WORK, Given()),
        (State.DONE, Given(reason=REASON)),
    ):
        assert may_move(project, target, rules, roles=EVERYBODY, given=given, now=now) == [], target
        project = moved(project, target, given=given, now=now)
    assert project.first_reading_on == earliest


@pytest.mark.parametrize("town", TOWNS)
def test_no_step_before_publication_can_be_left_out(town: str) -> None:
    rules = rules_of(town)
    chain = (State.DRAFT, *steps_to_publication(State.DRAFT, rules))
    for number, source in enumerate(chain[:-1]):
        onward = {step.target for step in next_states(source, rules)} - {State.DRAFT}
        assert onward == {chain[number + 1]}


@pytest.mark.parametrize("town", TOWNS)
def test_each_body_of_the_release_must_have_decided(town: str) -> None:
    rules = rules_of(town)
    for step in rules.release.steps:
        project = ProjectDates(state=step.state, informed_at=START)
        target = steps_to_publication(step.state, rules)[0]
        given = Given(informed_at=START, informed_how="E-Mail", decisions=step.bodies[1:])
        problems = may_move(project, target, rules, roles=EVERYBODY, given=given, now=START)
        assert [p.code for p in problems] == (["decision_missing"] if step.bodies else [])


@pytest.mark.parametrize("town", TOWNS)
def test_a_suggestion_of_each_kind_is_answered(town: str) -> None:
    rules = rules_of(town)
    signatures, residents = enough_signatures(rules)
    for kind in rules.suggestions.kinds:
        about = kind.key in ABOUT_A_PROJECT
        hand_in = HandIn(
            kind=kind.key,
            age=rules.senders.minimum_age,
            resident=True,
            project_state=State.PUBLISHED if about else "",
            project_public=about,
            signatures=signatures,
            residents_of_area=residents,
        )
        unknown_figures = rules.quorum is not None and rules.quorum.kind == "not_recorded"
        codes = [problem.code for problem in may_hand_in(hand_in, rules)]
        assert codes == (["quorum_unknown"] if kind.needs_quorum and unknown_figures else [])
        for outcome in ("taken_up", "in_part", "not_taken_up", "referred"):
            events = treat(rules, date(2026, 3, 9), outcome)
            assert len(events) == 1 + len(rules.treatment.steps)
            end = standing(events, rules, working_days)
            assert isinstance(end, Decision)
            assert (end.outcome, end.reason) == (outcome, REASON)
            assert end.body == rules.treatment.steps[-1].body


@pytest.mark.parametrize("town", TOWNS)
def test_the_window_of_the_town_opens_with_the_listing(town: str) -> None:
    rules = rules_of(town)
    listed = date(2026, 3, 2)
    window = window_for(listed, rules)
    assert reception([window], listed, rules) == "open"
    assert next_chance([window], listed, rules).kind == "open"
    if window.end is not None:
        assert reception([window], window.end, rules) == "open"
        assert reception([window], window.end + timedelta(days=1), rules) == rules.window.outside


@pytest.mark.parametrize("town", TOWNS)
def test_every_way_onto_the_list_can_be_gone(town: str) -> None:
    rules = rules_of(town)
    signatures, residents = enough_signatures(rules)
    for way in rules.ways.items:
        problems = may_propose(way.key, rules, signatures=signatures, residents_of_area=residents)
        unknown_figures = rules.quorum is not None and rules.quorum.kind == "not_recorded"
        assert [p.code for p in problems] == (
            ["quorum_unknown"] if way.needs_quorum and unknown_figures else []
        )


@pytest.mark.parametrize("town", TOWNS)
def test_a_full_sheet_can_be_published(town: str) -> None:
    rules = rules_of(town)
    sheet = Sheet(
        title="Radweg am Kanal",
        description="Ein Radweg von Ickern nach Henrichenburg.",
        districts=("ickern",),
        owner="stadt",
        contact="Frau Beispiel, Tiefbau",
        criteria=(rules.criteria.items[0].key,),
        participation=False,
        no_participation_reason="Die Trasse ist durch das Planfeststellungsverfahren festgelegt.",
    )
    assert check_sheet(sheet, rules, purpose="publication") == []


# The published figures of the towns; they must survive every rewriting of the files.
def test_figures_of_the_towns() -> None:
    figures = {}
    for town in TOWNS:
        rules = rules_of(town)
        window, quorum = rules.window.span, rules.quorum
        lead = rules.lead_time.span
        figures[town] = (
            (lead.amount, lead.unit),
            (window.amount, window.unit) if window else None,
            rules.senders.minimum_age,
            (quorum.count or f"{quorum.percent} % ab {quorum.from_age}") if quorum else None,
            rules.rhythm.kind,
        )
    none = (0, "days")
    assert figures == {
        "bonn": (none, None, None, None, "running"),
        "castrop-rauxel": ((14, "days"), (6, "weeks"), None, None, "running"),
        "darmstadt": (none, (2, "months"), None, "None % ab None", "yearly"),
        "detmold": (none, None, 10, None, "quarterly"),
        "heidelberg": ((3, "months"), None, None, 1000, "two_or_three_a_year"),
        "heilbronn": ((2, "months"), (2, "months"), 16, "1 % ab 16", "half_yearly"),
        "wolfsburg": (none, None, 14, None, "quarterly"),
        "wuppertal": (none, (6, "weeks"), None, None, "running"),
    }
    assert [item.threshold_eur for item in rules_of("wolfsburg").criteria.items] == [None, None, 1_000_000]


def test_what_castrop_rauxel_has_not_decided_is_marked_as_a_proposal() -> None:
    rules = rules_of("castrop-rauxel")
    parts = {name: part for name, part in vars(rules).items() if hasattr(part, "confirmed")}
    confirmed = {name for name, part in parts.items() if part.confirmed}
    assert confirmed == {"informed_before_published", "ways", "decides"}
    for name, part in parts.items():
        if name not in confirmed:
            assert "Vorschlag, noch nicht vom Rat beschlossen" in part.source, name
