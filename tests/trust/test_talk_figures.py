"""Comments by quarter: what is counted, what is too small to tell, and the page and the file that say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mitmachstadt.modules.proposals.tests.world import new_world, thresholds
from mitmachstadt.spine.accounts.tests.people import account, with_role
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.moderation import deciding
from mitmachstadt.spine.talk import actions, figures
from mitmachstadt.spine.talk.models import TalkQuarter

YEARS = timedelta(days=400)


@pytest.fixture
def town(db):
    cache.clear()
    return new_world(thresholds=thresholds())


def comment(about, name, text, *, old=True, sample=False):
    joined = timezone.now() - (YEARS if old else timedelta(0))
    user = account(name, date_joined=joined)
    words = actions.Words(text=text, stance="for", name=name.title())
    return actions.post(about, user, words, sample=sample).case


def step(case, key, by, text="Das beleidigt jemanden."):
    fresh = Case.objects.get(pk=case.pk)
    return bulk.take(fresh, key, Given(reason=text, text=text), by=by, expect_version=fresh.version)


def test_a_quarter_of_comments(town, django_assert_num_queries):
    about = town.released().case
    moritz, vogel = with_role("moritz", "moderator"), with_role("vogel", "coordinator")
    shown = [comment(about, f"alt{n}", f"Worte von {n}, die gleich da sind.") for n in range(7)]
    held = [comment(about, f"neu{n}", f"Worte von {n}, die warten.", old=False) for n in range(6)]
    comment(about, "beispiel", "Ein Beispiel.", sample=True)
    assert {case.state for case in shown} == {"shown"} and {case.state for case in held} == {"received"}
    for case in held[:5]:
        step(case, "release", moritz)
    Duty.objects.filter(case__in=held[:5]).update(opened_at=timezone.now() - timedelta(hours=3))
    for case in shown[:5]:
        step(case, "hide", moritz)
    for case in shown[:2]:
        objection, _secret = deciding.object_to(Case.objects.get(pk=case.pk), "Das war sachlich.")
        step(objection, "agree", vogel)
    key = figures.quarter_of(timezone.localdate())
    with django_assert_num_queries(6):
        found = figures.count(key)
    assert found == {
        "written": 13, "held": 6, "looked_at": 5, "hidden": 5, "objections": 2, "restored": 2, "median_hours": 3
    }  # fmt: skip
    assert figures.refresh_now() in {1, 2}
    row = TalkQuarter.objects.get(key=key)
    assert (row.written, row.objections, row.restored, row.small) == (13, None, None, "objections restored")
    page = Client().get("/moderation/").text
    assert "weniger als 5" in page and "Zum Ansehen zurückgehalten" in page and "3 Stunden" in page
    lines = Client().get("/daten/gespraech-zahlen.csv").getvalue().decode("utf-8-sig").splitlines()
    cells = next(line for line in lines if key in line).split(";" if ";" in lines[0] else ",")
    assert cells[1:8] == ["13", "6", "5", "5", "", "", "3"], cells
    data = Client().get("/daten/gespraech-zahlen.json").getvalue().decode()
    assert "example.org" not in data and "Worte" not in data


def test_a_quarter_without_comments_is_all_noughts(db):
    row = figures.refresh(timezone.localdate())
    assert (row.written, row.held, row.median_hours, row.small) == (0, 0, None, "")
    page = Client().get("/moderation/").text
    assert "Kommentare" in page


NUMBERS = st.fixed_dictionaries({name: st.integers(0, 20) for name in figures.COUNTED})


@given(NUMBERS, st.none() | st.integers(0, 999))
def test_small_numbers_are_never_written_down(numbers, hours):
    kept = figures.without_small({**numbers, "median_hours": hours})
    for name, number in numbers.items():
        assert kept[name] == (None if 1 <= number <= 4 else number)
        assert (name in str(kept["small"]).split()) == (1 <= number <= 4)
    assert kept["median_hours"] in {None, hours} and (
        numbers["looked_at"] >= 5 or kept["median_hours"] is None
    )
