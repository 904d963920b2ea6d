"""The start page: true facts, a way on where there are none, and nothing that is not public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from mitmachstadt.spine.city.models import District, Organisation

pytestmark = pytest.mark.django_db
SECRET = "Geheimplanung"


@pytest.fixture
def town():
    District.objects.create(slug="rauxel", name="Rauxel", lat=51.575, lon=7.312, order=1)
    District.objects.create(slug="ickern", name="Ickern", lat=51.592, lon=7.338, order=2)
    return Organisation.objects.create(key="stadt", name="Stadt Castrop-Rauxel", kind="town")


def project(owner, number, title, **values):
    now = timezone.now()
    facts = {
        "members_informed_at": now - timedelta(days=9), "published_at": now - timedelta(days=5), "state": "published",
        **values,
    }  # fmt: skip
    row = apps.get_model("projects", "Project").objects.create(
        number=number, title=title, owner=owner, **facts
    )
    row.districts.add(District.objects.get(slug="rauxel"))
    return row


def open_values(days):
    today = timezone.localdate()
    return {"participation": "yes", "window_start": today, "window_end": today + timedelta(days=days)}


def page(client, address="/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_town_invents_nothing_and_offers_a_way_on(client, town):
    text = page(client)
    assert "Noch steht kein Vorhaben auf der Liste." in text
    assert "Noch ist keine Entscheidung eingetragen." in text
    assert "Eigene Idee einreichen" in text
    assert 'class="feature' not in text


def test_the_window_that_ends_next_is_the_one_feature(client, town):
    project(town, "V-2026-001", "Radweg", **open_values(20))
    project(town, "V-2026-002", "Spielplatz", **open_values(3))
    text = page(client)
    feature = text[text.index('class="feature') :]
    assert feature.index("Spielplatz") < feature.index("Radweg")
    assert text.count('class="feature') == 1
    assert "Noch 3\u00a0Tage" in text
    assert "Nächste Frist in 3\u00a0Tagen" in text


def test_a_district_shows_its_own_projects_and_an_empty_one_offers_to_tell(client, town):
    project(town, "V-2026-001", "Radweg")
    assert "Alle 1 in Rauxel" in page(client, "/?stadtteil=rauxel")
    text = page(client, "/?stadtteil=ickern")
    assert "In Ickern ist gerade nichts geplant." in text
    assert "/folgen/?art=district&amp;ziel=ickern" in text
    assert "Ganze Stadt" in page(client, "/?stadtteil=gibtesnicht")


def test_nothing_hidden_stands_on_the_start_page(client, town):
    project(town, "V-2026-001", f"{SECRET} verborgen", hidden=True, **open_values(2))
    project(town, "V-2026-002", f"{SECRET} Entwurf", state="draft", published_at=None, **open_values(2))
    assert SECRET not in page(client)
    assert SECRET not in page(client, "/?stadtteil=rauxel")


def test_the_climate_board_has_its_strip_with_its_next_public_meeting(client, town):
    board = Organisation.objects.create(
        key="klimabeirat", name="Klimabeirat", kind="board", role="Begleitet das Konzept."
    )
    assert "Begleitet das Konzept." not in page(client)
    apps.get_model("council", "BodyProfile").objects.create(organisation=board, on_start_page=True)
    committee = Organisation.objects.create(key="umwelt", name="Umweltausschuss", kind="body")
    apps.get_model("council", "TablingRight").objects.create(
        board=board, committee=committee, valid_from="2021-01-01", source="Vereinbarung"
    )
    text = page(client)
    assert "Begleitet das Konzept." in text
    assert "Darf Anträge stellen und sprechen: Umweltausschuss" in text
    assert 'href="/rat/gremien/klimabeirat/"' in text
    when = timezone.now() + timedelta(days=7)
    meetings = apps.get_model("council", "Meeting").objects
    meetings.create(body=board, starts_at=when - timedelta(days=1), public=False)
    meetings.create(body=board, starts_at=when)
    text = page(client)
    assert "Tagt am" in text
    assert f"{timezone.localtime(when).day}." in text[text.index("Tagt am") :][:60]


def test_the_english_start_page_speaks_english(client, town):
    text = page(client, "/en/")
    assert "What is happening near me?" in text
    assert 'action="/en/suche/"' in text
