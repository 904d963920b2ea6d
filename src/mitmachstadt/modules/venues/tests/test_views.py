"""The pages of places as people use them, and barriers that come and go on them."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import translation

from mitmachstadt.modules.reports.tests.world import LAT, LON, fixed, report
from mitmachstadt.modules.venues import actions
from mitmachstadt.modules.venues.models import Venue
from mitmachstadt.modules.venues.tests.conftest import VALUES, place


def page(path, **data):
    return Client().get(path, data).content.decode()


def test_a_barrier_stands_on_the_page_of_the_place_as_long_as_it_is_open(world):
    made = place(world)
    one = report("stufe", "Hohe Stufe am Eingang", lat=LAT + 0.0004)
    there = page(f"/barrierefreie-orte/{made.slug}/")
    assert "Hohe Stufe am Eingang" in there and "zurzeit 1 Barriere" in there
    assert "zurzeit 1 Barriere" in page("/barrierefreie-orte/")
    assert f"/barrierefreie-orte/{made.slug}/" in page(f"/meldungen/{one.case.number}/")
    fixed(one, world.vogel_coordinator)
    assert "Hohe Stufe am Eingang" not in page(f"/barrierefreie-orte/{made.slug}/")


def test_what_is_no_barrier_or_far_away_or_hidden_does_not_stand_there(world):
    made = place(world)
    hole = report("schlagloch", "Tiefes Loch in der Fahrbahn")
    report("stufe", "Weit weg", lat=LAT + 0.002)
    hidden = report("stufe", "Verborgene Stufe")
    hidden.case.hidden = True
    hidden.case.save()
    there = page(f"/barrierefreie-orte/{made.slug}/")
    assert not [words for words in ("Tiefes Loch", "Weit weg", "Verborgene Stufe") if words in there]
    assert f"/barrierefreie-orte/{made.slug}/" not in page(f"/meldungen/{hole.case.number}/")
    spots = json.loads(page("/barrierefreie-orte/karte.geojson"))["features"]
    assert sorted(one["properties"]["title"] for one in spots) == ["Bücherei am Markt", "Weit weg"]


def test_people_find_the_places_that_have_what_they_need(world):
    place(world)
    place(world, label="Rathaus", kind="amt", facts={"wc": "ja", "stufenlos": "ja"})
    place(world, label="Halle", kind="sport", facts={})
    assert [
        name
        for name in ("Bücherei am Markt", "Rathaus<", "Halle")
        if name in page("/barrierefreie-orte/", braucht="wc")
    ] == ["Rathaus<"]
    both = Client().get("/barrierefreie-orte/?braucht=stufenlos&braucht=wc").content.decode()
    assert "Rathaus<" in both and "Bücherei am Markt" not in both
    assert "Halle" not in page("/barrierefreie-orte/", bekannt="1")
    assert "Bücherei am Markt" in page("/barrierefreie-orte/", q="Buecherei") and "Rathaus<" not in page(
        "/barrierefreie-orte/", q="Buecherei"
    )
    assert "Kein Ort passt" in page("/barrierefreie-orte/", q="Quatschwort")


def test_unknown_is_said_and_never_counts_as_yes_or_no(world):
    made = place(world, facts={}, source="", checked_on=None)
    there = page(f"/barrierefreie-orte/{made.slug}/")
    assert "noch niemand nachgesehen" in there and there.count("unbekannt</span>") == 12


def test_a_place_that_is_not_shown_answers_like_one_that_does_not_exist(world):
    made = place(world)
    actions.change(made, {**VALUES, "shown": False}, {}, None, None, by=world.celik_clerk, expect_version=1)
    hidden, unknown = (
        Client().get(f"/barrierefreie-orte/{made.slug}/"),
        Client().get("/barrierefreie-orte/nie/"),
    )
    assert hidden.status_code == unknown.status_code == 404
    assert "Bücherei am Markt" not in page("/barrierefreie-orte/") + page("/daten/barrierefreie-orte.json")


@pytest.mark.parametrize("bad", ["bbox=x", "bbox=1,2,3", "zoom=99", "zoom=viel"])
def test_a_wrong_question_of_the_map_is_refused(world, bad):
    assert Client().get(f"/barrierefreie-orte/karte.geojson?{bad}").status_code == 400


def test_many_places_come_as_cells(world):
    Venue.objects.bulk_create(
        Venue(slug=f"o{n}", label=f"Ort {n}", kind="amt", lat=LAT + n / 5000, lon=LON + n / 9000)
        for n in range(300)
    )
    spots = json.loads(page("/barrierefreie-orte/karte.geojson", zoom=11))["features"]
    cells = [one["properties"]["count"] for one in spots if one["properties"]["kind"] == "cluster"]
    assert sum(cells) + len(spots) - len(cells) == 300 and len(spots) < 200


def test_a_list_costs_the_same_queries_however_many_places(world, django_assert_max_num_queries):
    def costs():
        actions.add(VALUES, {}, LAT, LON, by=world.celik_clerk)  # so that nothing comes from memory
        with django_assert_max_num_queries(40) as seen:
            page("/barrierefreie-orte/")
        return len(seen)

    few = costs()
    Venue.objects.bulk_create(
        Venue(slug=f"o{n}", label=f"Ort {n}", kind="amt", lat=LAT, lon=LON) for n in range(500)
    )
    for number in range(5):
        report("stufe", f"Stufe {number} am Eingang")
    assert costs() <= few


def sent(**more):
    return {
        "label": "Rathaus", "kind": "amt", "lat": str(LAT), "lon": str(LON), "wc": "ja", "source": "Besuch",
        "checked_on": "2026-11-01", "shown": "on", **more,
    }  # fmt: skip


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_a_clerk_adds_and_changes_a_place_by_form(world):
    client = signed_in(world.celik_clerk)
    made = client.post("/schreibtisch/orte/neu/", sent())
    assert made.status_code == 302 and made["Location"] == "/schreibtisch/orte/rathaus/"
    form = client.get("/schreibtisch/orte/rathaus/").content.decode()
    assert 'value="ja" id="id_wc_1" checked' in form.replace("  ", " ") or "checked" in form
    changed = client.post("/schreibtisch/orte/rathaus/", sent(version="1", wc="nein"))
    assert changed.status_code == 302
    assert Venue.objects.get().facts == {"wc": "nein"}
    again = client.post("/schreibtisch/orte/rathaus/", sent(version="1", wc="ja"))
    assert again.status_code == 422 and "inzwischen geändert" in again.content.decode()
    assert "Rathaus" in client.get("/schreibtisch/orte/?q=rath").content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": ""}, "woher die Angaben kommen"),
        ({"checked_on": ""}, "an dem jemand nachgesehen hat"),
        ({"checked_on": "2099-01-01"}, "in der Zukunft"),
        ({"lon": ""}, "beide Zahlen"),
        ({"lat": "54.5", "lon": "7.9"}, "außerhalb"),
        ({"label": ""}, "füllen Sie das aus"),
        ({"wc": "vielleicht"}, "vielleicht"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(world, change, words):
    answer = signed_in(world.celik_clerk).post(
        "/schreibtisch/orte/neu/", sent(note="Klingel links", **change)
    )
    assert answer.status_code == 422
    assert words in answer.content.decode() and "Klingel links" in answer.content.decode()
    assert not Venue.objects.exists()


def test_others_do_not_get_to_the_desk_of_places(world):
    made = place(world)
    assert Client().get("/schreibtisch/orte/").status_code == 302
    resident = signed_in(world.gerda_resident)
    assert resident.get("/schreibtisch/orte/").status_code == 403
    assert resident.post(f"/schreibtisch/orte/{made.slug}/", sent(version="1")).status_code == 403


def test_the_way_from_a_place_to_the_form_for_reports_fills_in_the_place(world):
    made = place(world)
    there = page(f"/barrierefreie-orte/{made.slug}/")
    start = there.split('href="/melden/?', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    form = page(f"/melden/?{start}")
    assert f'value="{LAT:.6f}, {LON:.6f}"' in form and 'value="Bücherei am Markt"' in form
    assert 'value="barriere" checked' in form


def test_the_form_for_reports_takes_no_markup_and_no_unknown_group_from_its_address(world):
    form = page("/melden/", ort='"><script>alert(1)</script>', gruppe="quatsch")
    assert (
        "<script>alert(1)" not in form
        and " checked>" not in form.split('class="tiles"')[1].split("</fieldset>")[0]
    )


def test_the_desk_of_a_barrier_leads_to_the_facts_of_the_place(world):
    made = place(world)
    one = report("stufe", "Hohe Stufe am Eingang")
    desk = (
        signed_in(world.vogel_coordinator).get(f"/schreibtisch/vorgang/{one.case.number}/").content.decode()
    )
    assert f"/schreibtisch/orte/{made.slug}/" in desk


def test_pages_speak_english(world):
    made = place(world)
    with translation.override("en"):
        words = page(f"/en/barrierefreie-orte/{made.slug}/")
    assert "Step-free way in" in words and "What is known" in words
