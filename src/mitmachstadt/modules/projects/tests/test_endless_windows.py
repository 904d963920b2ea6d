"""A window without an end counts everywhere: list, map, sheet, calendar, data, start page and desk say "bis auf Weiteres"."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from mitmachstadt.modules.projects import interface
from mitmachstadt.modules.projects.desk.listing import rows_of
from mitmachstadt.modules.projects.models import Project, ProjectPlace
from mitmachstadt.modules.projects.rules import RUNNING_STATES, State
from mitmachstadt.modules.projects.suggest_actions import Sender, Words, hand_in
from mitmachstadt.modules.projects.tests.factories import new_town, published
from mitmachstadt.modules.projects.tests.public_world import make_project

pytestmark = pytest.mark.django_db

ENDLESS_TOWNS = ("bonn", "detmold", "heidelberg", "wolfsburg")


@pytest.fixture
def town():
    return new_town("heidelberg")


@pytest.fixture
def project(town):
    """A project of Heidelberg, published today under its rules, which know no end."""
    found = published(town)
    ProjectPlace.objects.create(project=found, label="Eichenweg", lon=7.31, lat=51.57)
    return found


@pytest.fixture
def dated(town):
    """Another one that ends in five days: what ends comes first."""
    today = timezone.localdate()
    return make_project(
        "V-2026-777", "Spielplatz am Kanal", town.traffic, participation="yes",
        window_start=today, window_end=today + timedelta(days=5), next_deadline=today + timedelta(days=5),
    )  # fmt: skip


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("name", ENDLESS_TOWNS)
def test_publishing_opens_a_window_without_an_end(name):
    found = published(new_town(name))
    today = timezone.localdate()
    assert (found.window_start, found.window_end) == (today, None)
    assert found.open_on(today)
    assert found.open_on(today + timedelta(days=4000))
    assert not found.open_on(today - timedelta(days=1))


def test_rule_and_query_agree_on_every_case(town):
    """Each state, answer and pair of days: what the query finds is what the rule says, no end included."""
    today = timezone.localdate()
    days = (None, today - timedelta(days=1), today, today + timedelta(days=1))
    number = 0
    for state in State:
        for participation in ("yes", "no", "undecided"):
            for start in days:
                for end in days:
                    if start and end and end < start:
                        continue
                    number += 1
                    Project.objects.create(
                        number=f"V-2026-{number:03}", title="Fall", owner=town.traffic, state=state,
                        participation=participation, window_start=start, window_end=end,
                    )  # fmt: skip
    found = set(Project.objects.open_on(today))
    assert found == {one for one in Project.objects.all() if one.open_on(today)}
    assert {one.state for one in found} == RUNNING_STATES
    assert any(one.window_end is None for one in found)


def test_the_list_finds_it_as_open_and_sorts_it_behind_what_ends(client, project, dated):
    text = text_of(client, "/vorhaben/?offen=1&sort=ende")
    rows = text.split('<div class="row" data-key="')
    assert [row.split('"')[0] for row in rows[1:]] == [dated.number, project.number]
    assert "Offen, bis auf Weiteres" in text
    assert interface.public_count(timezone.localdate()) == {"total": 2, "open": 2}


def test_the_map_shows_it_as_open(client, project):
    spot = client.get("/vorhaben/karte.geojson?bbox=7.2,51.5,7.4,51.7&zoom=14").json()["features"][0]
    assert (spot["properties"]["key"], spot["properties"]["kind"]) == (project.number, "open")


def test_the_sheet_invites_until_further_notice(client, project):
    text = text_of(client, f"/vorhaben/{project.number}/")
    assert "Offen bis auf Weiteres." in text
    assert "button sun wide" in text
    assert "bis auf Weiteres" in text.split("Hinweise sammeln")[1][:200]


def test_the_form_says_it_and_the_suggestion_counts_now(client, project):
    assert "Offen bis auf Weiteres." in text_of(client, f"/vorhaben/{project.number}/hinweis/")
    words = Words(text="Bitte Bänke.", kind="participation", age=40, resident=True, signatures=1000)
    case, _secret = hand_in(project, words, Sender())
    assert case.suggestion.in_window


def test_the_calendar_names_the_first_day_and_no_last_one(client, project):
    calendar = Calendar.from_ical(client.get("/vorhaben/termine.ics").content)
    window = next(e for e in calendar.walk("VEVENT") if str(e["uid"]).startswith("window-"))
    assert window.decoded("dtstart") == timezone.localdate()
    assert "dtend" not in window
    assert "bis auf Weiteres" in str(window["summary"])


def test_a_window_that_never_ended_leaves_the_calendar_with_the_project(client, project):
    Project.objects.filter(pk=project.pk).update(state="done")
    assert not Calendar.from_ical(client.get("/vorhaben/termine.ics").content).walk("VEVENT")


def test_the_data_say_open_without_a_last_day(client, project):
    row = json.loads(text_of(client, "/daten/vorhaben.json?offen=1"))["eintraege"][0]
    assert (row["nummer"], row["offen"], row["hinweise_bis"]) == (project.number, True, None)
    table = b"".join(client.get("/daten/vorhaben.csv?offen=1").streaming_content).decode()
    assert project.number in table
    assert project.number in text_of(client, "/daten/vorhaben.atom?offen=1")


@pytest.mark.parametrize("address", ["/", "/mitmachen/"])
def test_start_and_overview_offer_it(client, project, address):
    text = text_of(client, address)
    assert project.title in text
    assert "bis auf Weiteres" in text


def test_what_ends_is_the_feature_of_the_start_page(client, project, dated):
    windows = interface.open_windows(timezone.localdate())
    assert [(one.number, one.days, one.left) for one in windows] == [
        (dated.number, 5, "noch 5\u00a0Tage"),
        (project.number, None, "bis auf Weiteres"),
    ]


def test_the_desk_says_it(town, project):
    assert [row.due for row in rows_of([project], timezone.localdate())] == ["Hinweise: bis auf Weiteres"]


def test_a_project_without_a_window_is_not_open_for_ever(town):
    today = timezone.localdate()
    unset = make_project("V-2026-888", "Ohne Frist", town.traffic, participation="yes")
    assert not unset.open_on(today)
    assert not Project.objects.open_on(today).exists()
