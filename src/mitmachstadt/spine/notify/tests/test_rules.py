"""When a mail is tried again and when a digest is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mitmachstadt.spine.notify import rules
from mitmachstadt.spine.notify.targets import absolute

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_waits_grow_and_end_after_three_days():
    waits = [rules.next_try(tries, NOW, NOW) - NOW for tries in range(1, 10)]
    assert [w.total_seconds() / 60 for w in waits] == [1, 5, 30, 120, 360, 720, 1440, 1440, 1440]
    assert rules.next_try(4, NOW - timedelta(days=2, hours=23), NOW) is not None
    assert rules.next_try(4, NOW - timedelta(days=3), NOW) is None


def played(created: datetime) -> list[datetime]:
    """The times of all tries of a mail that never gets through."""
    tries, moment = [], created
    while moment is not None:
        tries.append(moment)
        moment = rules.next_try(len(tries), created, moment)
    return tries


def test_a_mail_that_never_gets_through_is_tried_for_three_days():
    tries = played(NOW)
    assert 8 <= len(tries) <= 10
    assert timedelta(days=3) <= tries[-1] - tries[0] <= timedelta(days=4)


@pytest.mark.parametrize(
    ("frequency", "now", "moment"),
    [
        ("daily", "2026-11-24T06:00Z", "2026-11-24T06:00Z"),  # 7:00 in winter
        ("daily", "2026-11-24T05:59Z", "2026-11-23T06:00Z"),
        ("daily", "2026-07-01T05:00Z", "2026-07-01T05:00Z"),  # 7:00 in summer
        ("daily", "2026-03-29T06:00Z", "2026-03-29T05:00Z"),  # the day summer time begins
        ("weekly", "2026-11-24T12:00Z", "2026-11-23T06:00Z"),
        ("weekly", "2026-11-23T05:00Z", "2026-11-16T06:00Z"),
        ("weekly", "2026-11-29T23:30Z", "2026-11-23T06:00Z"),  # Monday in town, but before seven
    ],
)
def test_digests_are_due_at_seven_in_town(frequency, now, moment):
    assert rules.last_digest_moment(frequency, datetime.fromisoformat(now)) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "missing"),
        ("gerda@web", "no_domain"),
        ("gerda", "invalid"),
        ("gerda@web.de\nBcc: alle@web.de", "invalid"),
        ("gerda@web.de", None),
    ],
)
def test_addresses(address, code):
    assert [problem.code for problem in rules.problems_with_address(address)] == ([code] if code else [])


def test_links_in_mails_stay_in_this_house(settings):
    settings.BASE_URL = "https://mitmachen.example.org"
    assert absolute("/vorhaben/V-2026-014/") == "https://mitmachen.example.org/vorhaben/V-2026-014/"
    assert absolute("/vorhaben/", "en") == "https://mitmachen.example.org/en/vorhaben/"
    assert absolute("/en/vorhaben/", "en") == "https://mitmachen.example.org/en/vorhaben/"
    assert absolute("/daten/vorhaben.csv", "en") == "https://mitmachen.example.org/daten/vorhaben.csv"
    for foreign in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "/a\r\nBcc: b",
    ):
        with pytest.raises(ValueError):
            absolute(foreign)
