"""Seats, waiting list, wishes, photos and promises by table."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mitmachstadt.modules.assemblies import rules
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.quick

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SOON = NOW + timedelta(days=3)


def evening(**more):
    facts = {"state": "published", "starts_at": SOON, "ends_at": SOON + timedelta(hours=2), **more}
    return rules.Evening(**facts)


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("more", "now", "code"),
    [
        ({}, NOW, None),
        ({"state": "cancelled"}, NOW, "cancelled"),
        ({"state": "draft"}, NOW, "over"),
        ({"state": "closed"}, NOW, "over"),
        ({"signup": False}, NOW, "no_signup"),
        ({}, SOON, "over"),
        ({"signup_until": NOW}, NOW, None),
        ({"signup_until": NOW}, NOW + timedelta(seconds=1), "too_late"),
    ],
)
def test_until_when_one_can_sign_up(more, now, code):
    found = rules.signup_closed(evening(**more), now)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("name", "persons", "childcare", "expected"),
    [
        ("Gerda", 1, 0, []),
        (" ", 1, 0, ["missing"]),
        ("Gerda", 0, 0, ["range"]),
        ("Gerda", 10, 10, []),
        ("Gerda", 11, 11, ["range", "range"]),
        ("Gerda", 1, -1, ["range"]),
    ],
)
def test_what_a_sign_up_needs(name, persons, childcare, expected):
    found = rules.signup_problems(evening(), NOW, name=name, persons=persons, childcare=childcare)
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("free", "persons", "waiting", "room"),
    [
        (None, 9, True, True),
        (3, 3, False, True),
        (3, 4, False, False),
        (3, 1, True, False),
        (0, 1, False, False),
    ],
)
def test_who_gets_a_seat_at_once(free, persons, waiting, room):
    assert rules.has_room(free, persons, waiting) is room


@pytest.mark.parametrize(
    ("line", "free", "moving"),
    [
        ([(1, 1), (2, 1)], 1, [1]),
        ([(1, 3), (2, 1), (3, 1)], 2, [2, 3]),
        ([(1, 3), (2, 1)], 3, [1]),
        ([(1, 3)], 0, []),
        ([(1, 3), (2, 8)], None, [1, 2]),
        ([], 5, []),
    ],
)
def test_who_moves_up(line, free, moving):
    assert rules.moving_up(line, free) == moving


@pytest.mark.parametrize(
    ("state", "at", "code", "phase"),
    [
        ("published", NOW, False, "before"),
        ("published", NOW, True, "before"),
        ("published", SOON, False, ""),
        ("published", SOON, True, "evening"),
        ("published", SOON + timedelta(hours=5), True, "evening"),
        ("published", SOON + timedelta(hours=5, seconds=1), True, ""),
        ("closed", SOON, True, ""),
        ("cancelled", NOW, False, ""),
    ],
)
def test_when_wishes_are_taken(state, at, code, phase):
    assert rules.wish_phase(evening(state=state), at, 3, with_code=code) == phase


def test_nobody_announces_without_a_word_on_steps():
    sheet = rules.Announcement("draft", "Titel", "Aula", SOON, "", "Worum es geht")
    assert codes(rules.publish_problems(sheet, NOW)) == ["missing"]
    bare = rules.Announcement("published", "Titel", " ", NOW, "yes", "")
    assert codes(rules.publish_problems(bare, NOW)) == ["state", "missing", "missing", "past"]


@pytest.mark.parametrize(
    ("state", "start", "end", "expected"),
    [
        ("published", SOON, SOON + timedelta(hours=1), []),
        ("published", SOON, SOON, ["order"]),
        ("published", NOW, SOON, ["past"]),
        ("closed", SOON, SOON + timedelta(hours=1), ["ended"]),
    ],
)
def test_what_stands_against_another_time(state, start, end, expected):
    assert codes(rules.move_problems(state, start, end, NOW)) == expected


def test_cancelling_owes_a_reason():
    assert codes(rules.cancel_problems("published", "Darum.")) == ["missing"]
    assert codes(rules.cancel_problems("draft", "Der Saal hat einen Wasserschaden.")) == ["state"]
    assert rules.cancel_problems("published", "Der Saal hat einen Wasserschaden.") == []
    been = rules.over("published", NOW, NOW)
    assert been and not rules.over("published", NOW + timedelta(minutes=1), NOW)
    assert codes(rules.cancel_problems("published", "Der Saal hat einen Wasserschaden.", been=been)) == [
        "ended"
    ]
    later = NOW + timedelta(days=3)
    assert codes(rules.move_problems("published", later, later + timedelta(hours=2), NOW, been=been)) == [
        "ended"
    ]


def test_a_picture_is_shown_with_all_three_words_of_consent_only():
    assert rules.photo_problems(True, "Frau Sommer", "Zeigen auf der Seite") == []
    assert codes(rules.photo_problems(False, "", "")) == ["missing"] * 3


TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("outcome", "until", "before", "expected"),
    [
        ("done", None, False, []),
        ("promised", None, False, ["missing"]),
        ("promised", TODAY, False, []),
        ("promised", TODAY - timedelta(days=1), False, ["past"]),
        ("promised", TODAY, True, ["again"]),
        ("not_possible", None, True, []),
        ("", None, False, ["missing"]),
    ],
)
def test_an_answer_is_done_promised_by_a_day_or_not_possible(outcome, until, before, expected):
    assert codes(rules.answer_problems(outcome, until, TODAY, promised_before=before)) == expected


def test_counts_of_what_became_of_it():
    states = ["done", "promised", "promised", "not_possible", "assigned", "in_assembly"]
    assert rules.followed_up(states) == {"all": 6, "done": 1, "promised": 2, "not_possible": 1, "open": 2}


@pytest.mark.parametrize(("typed", "code"), [(" acd-43 ", "ACD43"), ("acd 43", "ACD43"), ("", "")])
def test_a_code_is_read_as_people_type_it(typed, code):
    assert rules.tidy_code(typed) == code


GOOD = {
    "kinds": [{"key": "a", "text": "A"}],
    "reminder_days": 2,
    "needs_days": 7,
    "keep_signups_days": 14,
    "wishes_hours": 3,
}


def test_a_rule_file_is_read():
    found = rules.parse_rules(GOOD)
    assert (found.kind("a").name("en"), found.kind("b")) == ("A", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": []},
        {"kinds": [{"key": "a"}]},
        {"kinds": [{"key": "a", "text": "A"}] * 2},
        {"reminder_days": -1},
        {"wishes_hours": "3"},
        {"needs_days": True},
    ],
)
def test_a_wrong_rule_file_is_refused(wrong):
    with pytest.raises(Refused):
        rules.parse_rules({**GOOD, **wrong})


@pytest.mark.parametrize(
    ("email", "account", "must"),
    [
        ("", "", False), ("a@example.org", "", True), ("A@example.org ", "a@example.org", False),
        ("b@example.org", "a@example.org", True), ("", "a@example.org", False),
    ],
)  # fmt: skip
def test_who_confirms_an_address(email, account, must):
    assert rules.must_confirm(email, account) is must


@pytest.mark.parametrize(("ahead", "held"), [(48, 24), (24, 24), (5, 5)])
def test_a_seat_is_held_for_some_hours_and_never_past_the_start(ahead, held):
    now = datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert rules.held_until(now, now + timedelta(hours=ahead), 24) == now + timedelta(hours=held)
