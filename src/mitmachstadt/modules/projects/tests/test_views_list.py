"""The list and the map: what they find, in which order, how many queries they take, and what never shows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from mitmachstadt.modules.projects import interface
from mitmachstadt.modules.projects.models import Project, ProjectPlace
from mitmachstadt.modules.projects.tests.public_world import SECRET, make_project, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def rows_of(text):
    """Numbers of the projects in the order of the rows."""
    return [part.split('"')[0] for part in text.split('<div class="row" data-key="')[1:]]


def test_the_next_deadline_stands_first_with_days_left_and_its_district(client, world):
    text = page(client, "/vorhaben/")
    assert rows_of(text) == ["V-2026-001", "V-2026-002"]
    assert "Offen, noch 12\u00a0Tage" in text
    assert "Rauxel" in text
    assert '<h2 class="count-head">2 Vorhaben' in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stadtteil=rauxel", ["V-2026-001"]),
        ("stadtteil=gesamt", ["V-2026-002"]),
        ("thema=mobilitaet", ["V-2026-001"]),
        ("stand=veroeffentlicht", ["V-2026-001", "V-2026-002"]),
        ("stand=fertig", []),
        ("traeger=stadt", ["V-2026-001", "V-2026-002"]),
        ("traeger=rat", []),
        ("offen=1", ["V-2026-001"]),
        ("ort=ohne", ["V-2026-002"]),
        ("q=Spielplatz", ["V-2026-002"]),
        ("q=Platz", ["V-2026-002"]),
        ("q=Spielplatz&stadtteil=rauxel", []),
        ("stadtteil=gibtesnicht", []),
        ("seite=99", ["V-2026-001", "V-2026-002"]),
        ("seite=abc&sort=quatsch&q=%00", ["V-2026-001", "V-2026-002"]),
    ],
)
def test_filters_narrow_the_list_and_the_number_says_the_same(client, world, query, found):
    text = page(client, f"/vorhaben/?{query}")
    for number in ("V-2026-001", "V-2026-002"):
        assert (f'data-key="{number}"' in text) is (number in found)
    assert client.get(f"/vorhaben/anzahl.json?{query}").json()["count"] == len(found)


def test_a_search_beyond_all_bounds_is_cut_and_answered(client, world):
    assert client.get("/vorhaben/?q=" + "x" * 3000).status_code == 200


def test_the_secret_shows_nowhere_on_lists_and_maps(client, world):
    addresses = (
        "/vorhaben/", f"/vorhaben/?q={SECRET}", "/vorhaben/?stadtteil=rauxel", "/vorhaben/?sort=titel",
        "/vorhaben/karte/", "/vorhaben/karte.geojson", "/vorhaben/karte.geojson?bbox=7.2,51.5,7.4,51.7&zoom=15",
    )  # fmt: skip
    for address in addresses:
        text = page(client, address)
        assert f"{SECRET} " not in text, address  # the word alone is what was asked for
        assert "V-2026-003" not in text, address
        assert "V-2026-004" not in text, address
    assert client.get(f"/vorhaben/anzahl.json?q={SECRET}").json()["count"] == 0


def test_a_project_hidden_behind_the_back_of_the_memory_is_gone_at_once(client, world):
    page(client, "/vorhaben/")
    Project.objects.filter(pk=world.listed.pk).update(hidden=True)
    assert "Spielplatz" not in page(client, "/vorhaben/")


def test_an_empty_district_says_so_and_offers_to_tell(client, world):
    text = page(client, "/vorhaben/?stadtteil=ickern")
    assert "In Ickern ist gerade nichts geplant." in text
    assert "/folgen/?art=district&amp;ziel=ickern" in text


def test_pages_never_overlap_and_keep_the_filters(client, world):
    for number in range(45):
        make_project(f"V-2025-{number + 1:03d}", f"Weg {number}", world.town)
    seen: list[str] = []
    for number in (1, 2, 3):
        text = page(client, f"/vorhaben/?sort=titel&seite={number}")
        seen += rows_of(text)
    assert len(seen) == len(set(seen)) == 47
    assert "?sort=titel&amp;seite=2" in page(client, "/vorhaben/?sort=titel")


def test_the_list_takes_at_most_twelve_queries_signed_in_and_none_per_row(
    client, world, django_assert_max_num_queries, django_user_model
):
    client.force_login(django_user_model.objects.create_user("gerda@example.org", "geheim-geheim"))
    for number in range(30):
        make_project(f"V-2025-{number + 1:03d}", f"Fahrradweg {number}", world.town)
    page(client, "/vorhaben/")  # districts, topics and numbers beside the filters are kept for a minute
    with django_assert_max_num_queries(12):
        page(client, "/vorhaben/?q=Fahrrad&stand=veroeffentlicht")
    with django_assert_max_num_queries(8):
        page(client, "/vorhaben/?q=Fahrrad&stand=veroeffentlicht&sort=frist")


def test_the_english_list_speaks_english_and_links_to_english_pages(client, world):
    text = page(client, "/en/vorhaben/")
    assert '<h2 class="count-head">2 projects' in text
    assert "/en/vorhaben/V-2026-001/" in text
    assert "Open, 12\u00a0days left" in text


def test_the_list_names_its_feeds(client, world):
    text = page(client, "/vorhaben/")
    assert '<link rel="alternate" type="application/atom+xml"' in text
    assert 'href="/daten/vorhaben.atom"' in text
    assert 'href="/vorhaben/termine.ics"' in text


def test_the_map_groups_many_places_and_counts_only_public_ones(client, world):
    places = [
        ProjectPlace(
            project=world.listed, label="Ort", lon=7.25 + n % 20 * 0.005, lat=51.53 + n // 20 * 0.005
        )
        for n in range(400)
    ]
    ProjectPlace.objects.bulk_create(places)
    ProjectPlace.objects.bulk_create([ProjectPlace(project=world.hidden, label="x", lon=7.3, lat=51.55)] * 50)
    world.listed.save()
    data = json.loads(page(client, "/vorhaben/karte.geojson?bbox=7.2,51.5,7.4,51.7&zoom=11"))
    clusters = [f for f in data["features"] if f["properties"]["kind"] == "cluster"]
    single = len(data["features"]) - len(clusters)
    assert 1 < len(clusters) < 100
    assert sum(f["properties"]["count"] for f in clusters) + single == 401
    assert all(len(f["bbox"]) == 4 for f in clusters)
    assert {f["properties"]["district"] for f in clusters} <= {world.rauxel.name, world.ickern.name}


@pytest.mark.parametrize(
    "query", ["bbox=7,51", "bbox=a,b,c,d", "bbox=7,51,6,52", "bbox=nan,1,2,3", "zoom=viel", "zoom=-1"]
)
def test_the_map_refuses_what_is_no_box_or_zoom(client, world, query):
    response = client.get(f"/vorhaben/karte.geojson?{query}")
    assert response.status_code == 400
    assert "bbox" in response.json()["detail"]


def test_a_deadline_that_has_passed_no_longer_leads_the_list(client, world):
    Project.objects.filter(pk=world.open_project.pk).update(
        next_deadline=timezone.localdate() - timedelta(days=1),
        members_informed_at=timezone.now() - timedelta(days=99),
        published_at=timezone.now() - timedelta(days=90),
    )
    world.listed.save()
    text = page(client, "/vorhaben/")
    assert rows_of(text) == ["V-2026-002", "V-2026-001"]


def test_map_and_start_show_first_what_has_a_place(client, world):
    """The placeless one is newer, so only the wish for a place puts it last."""
    placed = make_project("V-2026-091", "Mit Ort", world.town)
    placeless = make_project("V-2026-090", "Ohne Ort", world.town, published_at=timezone.now())
    ProjectPlace.objects.create(project=placed, label="Platz", lon=7.31, lat=51.57)
    on_map = rows_of(page(client, "/vorhaben/karte/"))
    assert on_map.index(placed.number) < on_map.index(placeless.number)
    usual = rows_of(page(client, "/vorhaben/"))
    assert usual.index(placeless.number) < usual.index(placed.number), "the list keeps its order"
    rows, _ = interface.rows_near("", timezone.localdate(), most=50)
    numbers = [row.number for row in rows]
    assert numbers.index(placed.number) < numbers.index(placeless.number)
