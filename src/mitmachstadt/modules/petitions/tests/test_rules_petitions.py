"""The conditions of petitions by table, in both readings of the law."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mitmachstadt.modules.petitions import rules
from mitmachstadt.modules.petitions.queries.town import default_data
from mitmachstadt.modules.petitions.rules import HandedIn, parse_petition_rules, parse_question_rules
from mitmachstadt.modules.petitions.tests.world import rule_data
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.quick

NEWER = parse_petition_rules(rule_data("antraege"))
OLDER = parse_petition_rules(rule_data("antraege.aelter"))
WHOLE = {
    "title": "Bänke", "wish": "Drei Bänke.", "reason": "Zum Ausruhen.", "name": "Gerda", "address": "Weg 1",
    "resident": True,
}  # fmt: skip


def problems(rule_set, **values):
    return {(one.field, one.code) for one in rules.may_hand_in(HandedIn(**{**WHOLE, **values}), rule_set)}


@pytest.mark.parametrize(
    ("values", "newer", "older"),
    [
        ({}, set(), set()),
        ({"resident": False}, {("resident", "missing")}, set()),
        ({"name": "  "}, {("name", "missing")}, {("name", "missing")}),
        ({"address": ""}, {("address", "missing")}, {("address", "missing")}),
        ({"wish": "\n "}, {("wish", "missing")}, {("wish", "missing")}),
        ({"reason": ""}, {("reason", "missing")}, {("reason", "missing")}),
        ({"title": "x" * 151}, {("title", "too_long")}, {("title", "too_long")}),
        ({"wish": "x" * 6001}, {("wish", "too_long")}, {("wish", "too_long")}),
        ({"signatories": 201}, {("signatories", "too_many")}, {("signatories", "too_many")}),
        ({"files": 6}, {("attachments", "too_many")}, {("attachments", "too_many")}),
    ],
)
def test_who_may_hand_in_by_the_reading_of_the_day(values, newer, older):
    assert problems(NEWER, **values) == newer
    assert problems(OLDER, **values) == older


def test_the_newer_reading_needs_no_signature_the_older_waits_for_it():
    assert rules.may_be_admitted(NEWER, signed_on=None) == []
    assert [one.code for one in rules.may_be_admitted(OLDER, signed_on=None)] == ["not_signed"]
    assert rules.may_be_admitted(OLDER, signed_on=date(2020, 5, 9)) == []


@pytest.mark.parametrize(
    ("received", "reason", "codes"),
    [
        (date(2026, 5, 1), "", []),
        (date(2026, 5, 7), "", []),
        (date(2026, 5, 8), "", ["late"]),
        (date(2026, 5, 8), "   ", ["late"]),
        (date(2026, 5, 8), "Der Haushalt wird in dieser Sitzung beschlossen.", []),
    ],
)
def test_fourteen_days_before_the_meeting_is_the_last_day(received, reason, codes):
    found = rules.may_enter_agenda("admitted", received, date(2026, 5, 21), NEWER, reason)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize("state", ["received", "inadmissible", "withdrawn", "hidden", "accepted", "notice"])
def test_only_what_waits_may_stand_on_an_agenda_whatever_the_reason(state):
    found = rules.may_enter_agenda(state, date(2026, 1, 1), date(2026, 5, 21), NEWER, "Ein guter Grund.")
    assert [one.code for one in found] == ["not_admitted"]


def test_the_first_meeting_that_can_be_reached():
    meetings = [date(2026, 6, 18), date(2026, 5, 21)]
    assert rules.first_reachable(date(2026, 5, 7), meetings, NEWER) == date(2026, 5, 21)
    assert rules.first_reachable(date(2026, 5, 8), meetings, NEWER) == date(2026, 6, 18)
    assert rules.first_reachable(date(2026, 6, 5), meetings, NEWER) is None


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("accepted", "accepted"), ("changed", "in_part"), ("rejected", "rejected"), ("noted", "noted"),
        ("referred", "referred"), ("postponed", "postponed"), ("other", ""), ("withdrawn", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_the_council_calls_it_means_one_thing_or_is_left_to_people(words, meaning):
    assert rules.outcome_of_council(words) == meaning


def test_a_result_only_after_the_beginning():
    at = datetime(2026, 5, 21, 16, tzinfo=UTC)
    assert [one.code for one in rules.may_record_result(at, at.replace(hour=15))] == ["too_early"]
    assert rules.may_record_result(at, at) == []


@pytest.mark.parametrize("similar", [0, 2])
def test_the_check_names_every_condition_and_leaves_judgement_to_people(similar):
    hints = {
        one.key: one.met
        for one in rules.formal_hints(OLDER, resident=False, address="Weg 1", signed_on=None, similar=similar)
    }
    assert hints["form"] is False
    assert hints["competence"] is None
    assert hints["repeat"] is (None if similar else True)
    assert "residence" not in hints, "the older reading asks nobody where they live"


def wrong(data, path, value):
    keys = path.split(".")
    place = data
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("form.kind", "fax"), ("author.months", -1), ("author.who", "citizens"), ("agenda.days_before", "14"),
        ("days.check", True), ("refusals.items", []), ("unknown", 1), ("source", ""),
        ("valid_until", date(2000, 1, 1)),
    ],
)  # fmt: skip
def test_a_wrong_rule_file_is_refused_at_its_line(path, value):
    with pytest.raises(Refused) as refused:
        parse_petition_rules(wrong(rule_data("antraege"), path, value))
    assert refused.value.problems[0].field.startswith(path)


def test_months_need_residents():
    with pytest.raises(Refused):
        parse_petition_rules(wrong(rule_data("antraege.aelter"), "author.months", 3))


def test_towns_without_a_file_have_rules_that_confess_to_be_unread():
    for found in (
        parse_petition_rules(default_data("antraege")),
        parse_question_rules(default_data("fragestunde")),
    ):
        assert not found.confirmed
        assert not found.author.confirmed


def test_the_two_readings_meet_without_a_gap():
    assert OLDER.valid_until is not None
    assert (NEWER.valid_from - OLDER.valid_until).days == 1
    assert not NEWER.confirmed
    assert not OLDER.confirmed


@pytest.mark.parametrize(
    ("state", "stages"),
    [
        ("received", ("check", "agenda", "notice")), ("admitted", ("agenda", "notice")),
        ("scheduled", ("meeting", "notice")), ("notice", ("notice",)), ("accepted", ()), ("withdrawn", ()),
    ],
)  # fmt: skip
def test_what_lies_ahead_gets_less_with_every_step(state, stages):
    assert rules.petition_ahead(state) == stages


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"bank", "friedhof", "weg", "lehn"}, {"bank", "friedhof", "park", "lehn"}, True),
        ({"licht", "durchgang", "lang", "strass", "stadt"}, {"ruhig", "stund", "hallenbad", "stadt"}, False),
        ({"trinkbrunn", "markt"}, {"trinkbrunn", "schul", "spielplatz", "wasser"}, True),
        (set(), set(), False),
    ],
)  # fmt: skip
def test_petitions_are_alike_by_what_they_say_and_not_by_one_word(one, other, same):
    assert rules.same_matter(one, other) == rules.same_matter(other, one) == same
