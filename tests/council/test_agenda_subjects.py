"""An agenda item is put up by the number of what it is about: project, petition, text or paper, each with its own gate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.council import actions, paper_actions
from mitmachstadt.modules.council.models import AgendaItem, Paper
from mitmachstadt.modules.drafts.models import Draft
from mitmachstadt.modules.petitions.tests.world import admitted, new_world, send
from mitmachstadt.modules.projects.models import Project
from mitmachstadt.modules.projects.tests.suggest_world import rules_data
from mitmachstadt.spine.city.models import RuleRecord
from mitmachstadt.spine.ui import subjects

pytestmark = pytest.mark.django_db
LONG = "Die Frist der Förderung endet am Freitag, später wäre das Geld weg."


@pytest.fixture
def town(client):
    world = new_world()
    rules = rules_data("castrop-rauxel")
    RuleRecord.objects.create(key="vorhabenliste", valid_from="2021-01-01", data=rules, source="Test")
    world.meeting = actions.add_meeting(
        world.council, timezone.now() + timedelta(days=30), by=world.vogel_coordinator
    )
    world.page = f"/schreibtisch/sitzungen/{world.meeting.pk}/punkt/"
    client.force_login(world.vogel_coordinator)
    return world


def draft(town, state, number):
    return Draft.objects.create(number=number, kind="leitbild", title="Leitbild", unit=town.town, state=state)


def made(town):
    return town.meeting.items.order_by("-number").first()


def test_each_kind_by_its_number(client, town):
    petition = admitted(town)
    Project.objects.create(number="V-2026-014", title="Radweg", summary="x", owner=town.town)
    draft(town, "published", "T-2026-003")
    paper = paper_actions.keep_paper("2026/031", "Haushalt", by=town.vogel_coordinator)
    for number, kind, title in (
        (petition.number.lower(), "petition", petition.title), ("T-2026-003", "draft", "Leitbild"),
        ("V-2026-014", "project", "Eigener Titel"), ("2026/031", "", "Haushalt"),
    ):  # fmt: skip
        data = {"subject": number, "title": title if kind == "project" else "", "exception_reason": LONG}
        answer = client.post(town.page, data)
        assert answer.status_code == 302, answer.content.decode()
        item = made(town)
        assert (item.subject_kind, item.title) == (kind, title)
    assert made(town).paper == paper and made(town).subject_id == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"subject": "V-1999-001", "title": "x"}, "kein Vorhaben, keinen Antrag, keinen Text und keine Vorlage"),
        ({"subject": "irgendwas"}, "Unter „irgendwas“ gibt es"),
        ({"subject": "T-2026-009", "title": "x"}, "Unter „T-2026-009“ gibt es"),
        ({"subject": "2026/031", "paper_reference": "2026/032", "title": "x"}, "eine Vorlage"),
        ({"subject": "2026/040"}, "Titel"),
        ({}, "Titel"),
    ],
)  # fmt: skip
def test_what_can_not_stand_there_is_said_and_what_was_typed_stays(client, town, data, words):
    draft(town, "draft", "T-2026-009")
    paper_actions.keep_paper("2026/031", "Haushalt", by=town.vogel_coordinator)
    paper_actions.draft_paper("2026/040", "Noch geheim", by=town.vogel_coordinator)
    answer = client.post(town.page, data)
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text and all(value in text for value in data.values())
    assert not AgendaItem.objects.exists() and not Paper.objects.filter(reference="2026/032").exists()
    assert "Noch geheim" not in text


def test_a_petition_still_being_checked_is_refused_by_its_own_rule(client, town):
    case = send()
    assert subjects.numbered(case.number) is None
    assert client.post(town.page, {"subject": case.number, "title": "x"}).status_code == 422


def test_what_is_offered_is_for_keepers_only(client, town):
    petition = admitted(town)
    paper_actions.draft_paper("2026/040", "Bänke und Brunnen", by=town.vogel_coordinator)
    address = "/schreibtisch/sitzungen/vorschlaege.json"
    found = client.get(f"{address}?q=bänke").json()["entries"]
    assert [one["value"] for one in found] == [petition.number, "2026/040"]
    assert found[0]["kind"] == f"Antrag {petition.number}"
    only = client.get(f"{address}?nur=vorlagen&q=bänke").json()["entries"]
    assert [one["value"] for one in only] == ["2026/040"]
    assert client.get(f"{address}?q=").json()["entries"] == []
    client.force_login(town.celik_clerk)
    assert client.get(f"{address}?q=bänke").status_code == 404
    client.logout()
    assert client.get(f"{address}?q=bänke").status_code in (302, 403)
