"""Days, deadlines and money as people read them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from mitmachstadt.spine.ui import words
from mitmachstadt.spine.ui.templatetags.ui import in_language, status_chip, status_words

TODAY = date(2026, 11, 23)
NB = "\u00a0"


@pytest.fixture(autouse=True)
def german():
    with translation.override("de"):
        yield


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2026, 12, 5), f"Noch 12{NB}Tage, bis Samstag, 5.{NB}Dezember"),
        (date(2026, 11, 24), f"Noch 1{NB}Tag, bis Dienstag, 24.{NB}November"),
        (date(2026, 11, 23), f"Nur noch heute, bis Montag, 23.{NB}November"),
        (date(2027, 1, 4), f"Noch 42{NB}Tage, bis Montag, 4.{NB}Januar{NB}2027"),
    ],
)
def test_a_deadline_names_days_and_weekday(until, said):
    assert words.deadline(until, TODAY) == said


def test_a_window_that_is_over_says_since_when():
    assert words.days_left(date(2026, 11, 21), TODAY) == "seit 2 Tagen vorbei"


def test_the_day_is_the_towns_day_and_not_utc():
    late = datetime(2026, 12, 5, 23, 30, tzinfo=UTC)
    assert words.day(late) == f"6.{NB}Dezember{NB}2026"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 21), f"seit 2{NB}Tagen"),
        (date(2026, 11, 22), "seit gestern"),
        (TODAY, "heute"),
        (date(2026, 11, 26), "Do"),
        (date(2026, 12, 9), f"9.{NB}Dez"),
        (date(2027, 3, 9), f"9.{NB}März"),
        (date(2028, 3, 17), f"17.{NB}März{NB}2028"),
    ],
)
def test_the_inbox_says_how_late(due, said):
    assert words.overdue(due, TODAY).rstrip(".") == said


def test_a_short_day_cuts_no_short_month_and_says_another_year():
    assert words.day_short(date(2027, 6, 1)) == f"1.{NB}Juni"
    assert words.day_short(date(2027, 2, 1), TODAY) == f"1.{NB}Feb{NB}2027"
    assert words.day_short(date(2026, 12, 1), TODAY) == f"1.{NB}Dez"
    with translation.override("en"):
        assert words.day_short(date(2027, 2, 1), TODAY).replace(NB, " ") == "Feb 1, 2027"


def test_full_hours_need_no_minutes():
    assert words.clock(datetime(2026, 12, 3, 17, 0, tzinfo=UTC)) == f"18{NB}Uhr"
    assert words.clock(datetime(2026, 12, 3, 13, 20, tzinfo=UTC)) == f"14:20{NB}Uhr"


def test_money_has_points_and_cents_only_when_there_are_any():
    assert words.money(280000) == f"280.000{NB}Euro"
    assert words.money(12.5) == f"12,50{NB}Euro"
    assert words.money_range(280000, 340000) == f"280.000 bis 340.000{NB}Euro"
    assert words.money_range(280000, 280000) == f"280.000{NB}Euro"
    with translation.override("en"):
        assert words.money(280000).replace(NB, " ") == "280,000 euros"


def test_a_chip_always_has_colour_icon_and_words():
    html = status_chip("open", "noch 12 Tage")
    assert 'class="chip petrol"' in html and "#message" in html and "Offen, noch 12 Tage" in html
    assert status_words("open") == "Offen für Hinweise"
    with pytest.raises(KeyError):
        status_chip("unheard_of")


def test_a_detail_can_not_smuggle_markup():
    assert "<b>" not in status_chip("overdue", "<b>seit</b>")


def test_english_addresses_are_the_same_under_en():
    assert in_language("/vorhaben/", "en") == "/en/vorhaben/"
    assert in_language("/en/vorhaben/", "de") == "/vorhaben/"
