"""The desk of reports: list, tour, photos, routing with its dry run, many at once, and what never gets out."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from mitmachstadt.modules.reports.actions import photos, routing
from mitmachstadt.modules.reports.models import Figure, Photo, Report, RoutingRule
from mitmachstadt.modules.reports.queries.routing import dry_run
from mitmachstadt.modules.reports.tests.world import LAT, LON, fixed, photo, png, report, step
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.opendata.datasets import registry
from mitmachstadt.spine.problems import Refused

NUMBER = {"links": "0", "oben": "0", "breite": "50", "hoehe": "50"}


@pytest.fixture
def celik(world):
    client = Client()
    client.force_login(world.celik_clerk)
    return client


def text_of(answer, status=200):
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def pixels_of(upload, width):
    with default_storage.open(upload.path(width)) as file, Image.open(io.BytesIO(file.read())) as picture:
        return picture.convert("RGB")


def test_a_clerk_sees_the_own_units_reports_and_filters_them(world, celik):
    mine = report()
    strange = report("lampe_aus", "Laterne vor Haus 3 ist aus")
    page = text_of(celik.get("/schreibtisch/meldungen/"))
    assert mine.case.number in page and strange.case.number not in page
    assert mine.case.number in text_of(celik.get("/schreibtisch/meldungen/?was=strasse&stadtteil=castrop"))
    assert mine.case.number not in text_of(celik.get("/schreibtisch/meldungen/?stand=fotos"))
    step(mine.case, "hide", world.celik_clerk, reason="Auf dem Bild ist ein Gesicht zu sehen.")
    assert mine.case.number not in text_of(celik.get("/schreibtisch/meldungen/"))


def test_the_list_asks_no_more_for_ten_than_for_one(world, celik, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    report()
    with CaptureQueriesContext(connection) as few:
        celik.get("/schreibtisch/meldungen/")
    for number in range(6):
        report(text=f"Noch ein Loch, Nummer {number}")
    with CaptureQueriesContext(connection) as many:
        celik.get("/schreibtisch/meldungen/")
    assert len(many) <= len(few)


def test_the_tour_goes_to_the_nearest_first(world, celik):
    far, near = report(lat=LAT + 0.01, lon=LON), report(text="Loch vor Haus 2", lat=LAT + 0.001, lon=LON)
    strange = report("lampe_aus", "Laterne vor Haus 3 ist aus")
    ids = [far.case.pk, near.case.pk, strange.case.pk]
    moved = celik.post("/schreibtisch/meldungen/tour/", {"vorgang": ids})
    page = text_of(celik.get(f"{moved.url}&start={LAT}, {LON}&tag=2026-12-01"))
    assert 0 < page.index(f"· {near.case.number}</p>") < page.index(f"· {far.case.number}</p>")
    assert strange.case.number not in page


def test_covering_paints_every_width_and_the_picture_as_it_came_is_gone(world, celik):
    one = report(photos=[photo()])
    shown = Photo.objects.get(report=one)
    photos.release(shown, by=world.celik_clerk)
    old = Upload.objects.get(pk=shown.upload_id)
    address = f"/schreibtisch/meldungen/{one.case.number}/fotos/{shown.pk}/abdecken/"
    look = text_of(celik.post(address, {**NUMBER, "ansehen": "1"}))
    assert 'class="cover-mark" x="0" y="0" width="50" height="50"' in look
    assert celik.post(address, {**NUMBER, "los": "1"}).status_code == 302
    shown.refresh_from_db()
    assert shown.covered and shown.upload.public and shown.upload_id != old.pk
    assert not Upload.objects.filter(pk=old.pk).exists()
    for width in shown.upload.widths:
        picture = pixels_of(shown.upload, width)
        assert max(abs(a - b) for a, b in zip(picture.getpixel((2, 2)), (80, 90, 86), strict=True)) < 12
        corner = picture.getpixel((picture.width - 3, picture.height - 3))
        assert max(abs(a - b) for a, b in zip(corner, (90, 120, 90), strict=True)) < 12


@pytest.mark.parametrize(
    "change",
    [{"links": "viel"}, {"links": "90"}, {"breite": ""}, dict.fromkeys(NUMBER, ""), {"links": "nan"}],
)
def test_places_that_are_none_change_nothing(world, celik, change):
    one = report(photos=[photo()])
    shown = Photo.objects.get(report=one)
    address = f"/schreibtisch/meldungen/{one.case.number}/fotos/{shown.pk}/abdecken/"
    text_of(celik.post(address, {**NUMBER, **change, "los": "1"}), 422)
    assert Photo.objects.get(pk=shown.pk).upload_id == shown.upload_id


def test_strangers_see_a_photo_only_after_release_and_never_an_internal_one(world, celik):
    one = report(photos=[photo()])
    address = f"/schreibtisch/meldungen/{one.case.number}/fotos/"
    text_of(celik.post(address, {"file": png(), "alt": "Von der Baustelle", "use": "internal"}), 302)
    new, internal = Photo.objects.filter(report=one)
    path = "/datei/{}/{}.webp".format
    for each in (new, internal):
        assert Client().get(path(each.upload_id, each.upload.widths[0])).status_code == 404
    celik.post(f"{address}{new.pk}/", {"was": "show"})
    photos.release(internal, by=world.celik_clerk)
    assert Client().get(path(new.upload_id, new.upload.widths[0])).status_code == 200
    assert Client().get(path(internal.upload_id, internal.upload.widths[0])).status_code == 404
    celik.post(f"{address}{new.pk}/", {"was": "remove"})
    assert not Photo.objects.filter(pk=new.pk).exists()


def test_the_photos_of_another_units_report_do_not_exist_here(world, celik):
    strange = report("lampe_aus", "Laterne vor Haus 3 ist aus", photos=[photo()])
    shown = Photo.objects.get(report=strange)
    address = f"/schreibtisch/meldungen/{strange.case.number}/fotos/"
    assert celik.get(address).status_code == 404
    assert celik.post(f"{address}{shown.pk}/", {"was": "show"}).status_code == 404
    assert celik.post(f"{address}{shown.pk}/abdecken/", {**NUMBER, "los": "1"}).status_code == 404


def test_many_are_mended_in_one_go_with_reason_and_day(world, celik):
    ids = [report(text=f"Loch Nummer {number} vor dem Haus").case.pk for number in range(3)]
    choices = text_of(celik.post("/schreibtisch/sammel/", {"was": "more", "vorgang": ids}))
    assert 'value="fix"' in choices and 'value="close"' in choices and 'value="answer"' not in choices
    given = {
        "was": "fix",
        "vorgang": ids,
        "los": "1",
        "text": "Alle Löcher sind gefüllt.",
        "closing_reason": "repariert",
    }
    refused = celik.post("/schreibtisch/sammel/", given)
    assert Report.objects.filter(case__state="fixed").count() == 0
    # The words stay, and the sentence stands at the field that is missing.
    page = refused.content.decode()
    assert refused.status_code == 422 and "Alle Löcher sind gefüllt.</textarea>" in page
    assert re.search(r'id="fix-day_error"[^>]*>.{0,300}den Tag, an dem sie geschah', page, re.S)
    celik.post("/schreibtisch/sammel/", {**given, "day": timezone.localdate().isoformat()})
    assert Report.objects.filter(case__state="fixed", fixed_on=timezone.localdate()).count() == 3


def test_the_case_page_offers_texts_bodies_and_the_near_ones(world, celik):
    one, other = report(), report(text="Loch am selben Ort")
    address = f"/schreibtisch/vorgang/{one.case.number}/"
    page = text_of(celik.get(f"{address}?text=fix:repariert"))
    assert "Der Schaden ist behoben" in page
    assert other.case.number in page and "Straßen.NRW" in page
    given = {
        "schritt": "pass_on",
        "version": one.case.version,
        "text": "Nicht unsere Straße.",
        "body": "Straßen.NRW",
    }
    celik.post(f"{address}schritt/", given)
    one.refresh_from_db()
    assert one.passed_to == "Straßen.NRW"
    third = report(text="Noch einmal das Loch hier")
    near = Given(more={"merge_near": other.case.number})
    bulk.take(third.case, "merge", near, by=world.celik_clerk, expect_version=third.case.version)
    third.refresh_from_db()
    assert third.merged_into == other


def line(world, **values):
    usual = {
        "category": "schlagloch",
        "unit": world.stadtwerke,
        "valid_from": timezone.localdate(),
        "position": 1,
    }
    return RoutingRule(**(usual | values))


def test_a_dry_run_says_what_a_line_would_have_moved_and_changes_nothing(world):
    one = report()
    report("lampe_aus", "Laterne vor Haus 3 ist aus")
    found = dry_run(timezone.localdate(), line(world))
    assert (found.looked_at, [(m.report, m.before, m.after) for m in found.moved]) == (
        2,
        [(one, "EUV", "Stadtwerke")],
    )
    assert not RoutingRule.objects.exists()


def test_coordinators_try_and_set_lines_and_ties_are_told(world):
    client = Client()
    client.force_login(world.vogel_coordinator)
    report()
    address, day = "/schreibtisch/meldungen/regeln/", timezone.localdate().isoformat()
    given = {"category": "schlagloch", "unit": world.stadtwerke.pk, "position": "1", "valid_from": day}
    assert "Stadtwerke" in text_of(client.post(address, {**given, "probe": "1"}))
    assert not RoutingRule.objects.exists()
    assert client.post(address, {**given, "los": "1"}).status_code == 302
    assert report(text="Ein neues Loch").case.unit == world.stadtwerke
    routing.add_line(
        line(world, unit=world.town, position=2), by=world.vogel_coordinator, today=timezone.localdate()
    )
    assert len(dry_run(timezone.localdate()).ties) == 2
    client.post(f"{address}{RoutingRule.objects.first().pk}/ende/")
    assert RoutingRule.objects.count() == 1
    text_of(client.post(address, {**given, "category": "", "los": "1"}), 422)
    text_of(client.post(address, {**given, "area": "{", "probe": "1"}), 422)
    with pytest.raises(Refused):
        routing.add_line(line(world), by=world.celik_clerk, today=timezone.localdate())


@pytest.mark.django_db(transaction=False)
def test_figures_follow_each_step_and_few_reports_have_no_median(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        rows = [report(text=f"Loch Nummer {number} vor dem Haus") for number in range(5)]
        for one in rows[:4]:
            fixed(one, world.celik_clerk)
    figure = Figure.objects.get(category="schlagloch")
    assert (figure.received, figure.fixed, figure.open, figure.days_to_end) == (5, 4, 1, None)
    with django_capture_on_commit_callbacks(execute=True):
        fixed(rows[4], world.celik_clerk)
    figure.refresh_from_db()
    assert (figure.fixed, figure.days_to_end) == (5, 0)
    assert "100 %" in text_of(Client().get("/meldungen/zahlen/"))


def test_reports_about_people_come_out_nowhere(world):
    """One beside a public one of the same place, released by staff, so that there is something to leak."""
    word = "Geheimwort"
    secret = report("menschen", f"{word}: jemand schläft hier", photos=[photo()])
    step(secret.case, "release", world.weber_clerk_elsewhere)
    photos.release(Photo.objects.get(report=secret), by=world.weber_clerk_elsewhere)
    public = report()
    client, number = Client(), secret.case.number
    upload = Photo.objects.get(report=secret).upload
    assert client.get(f"/datei/{upload.pk}/{upload.widths[0]}.webp").status_code == 404
    for path in (f"/meldungen/{number}/", f"/meldungen/{number}/auch/", f"/vorgang/{number}/"):
        assert client.get(path).status_code == 404, path
    pages = [
        "/meldungen/", f"/meldungen/?q={word}", "/meldungen/karte/", "/meldungen/karte.geojson", "/meldungen/zahlen/",
        f"/meldungen/{public.case.number}/", f"/suche/?q={word}", "/ueberfaellig/",
        f"/melden/hinweise/?text={word}&gruppe=anderes&ort={LAT}, {LON}",
    ]  # fmt: skip
    for dataset in (registry.get("meldungen"), registry.get("meldungen-zahlen")):
        pages += [f"/daten/{dataset.slug}.{form}" for form in ("csv", "json", "geojson", "atom", "xlsx")]
    seen = 0
    for path in pages:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen += public.case.number.encode() in body
        assert number.encode() not in body, path
        assert b"menschen" not in body or b"zahlen" not in path.encode(), path
        found = body.replace(f"q={word}".encode(), b"").replace(f'value="{word}"'.encode(), b"")
        assert b"jemand schl" not in found, path
    assert seen >= 6
