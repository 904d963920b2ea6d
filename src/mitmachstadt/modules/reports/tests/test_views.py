"""The pages of reports as people use them: by form, list, map and page, with bad input and without leaks."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.test import Client
from PIL import Image

from mitmachstadt.modules.reports.models import Companion, Photo, Report
from mitmachstadt.modules.reports.tests.world import LAT, LON, fixed, png, report, step
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.moderation import traps

HERE = f"{LAT}, {LON}"


@pytest.fixture(autouse=True)
def people_take_their_time(monkeypatch):
    monkeypatch.setattr(traps, "MIN_SECONDS", -1)


def send(client, **data):
    good = {
        "place": HERE,
        "group": "strasse",
        "fine_strasse": "schlagloch",
        "text": "Tiefes Loch",
        "answer": "none",
    }
    page = client.get("/melden/").content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    values = {key: value for key, value in {"form_token": token, **good, **data}.items() if value is not None}
    return client.post("/melden/", values)


def test_a_report_with_a_photo_and_its_receipt(world):
    client = Client()
    answer = send(client, photos=[png(), png((9, 9, 9))], email="anna@example.org", answer="mail")
    one = Report.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/meldungen/{one.case.number}/")
    assert (one.category, one.case.unit, one.photos.count(), one.case.sender_email) == (
        "schlagloch",
        world.euv,
        2,
        "anna@example.org",
    )
    receipt = client.get(answer["Location"]).content.decode()
    assert one.case.number in receipt
    assert "Sie hören mehr bis" in receipt


def test_nothing_entered_is_lost_when_something_is_wrong(world):
    answer = send(Client(), place="", photos=[png()], text="Ein Loch, sehr tief")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Sagen Sie bitte, wo es ist" in page
    assert "Ein Loch, sehr tief" in page
    kept = re.search(r'name="photos_kept" value="([^"]+)"', page)[1]
    assert send(Client(), photos_kept=kept).status_code == 302
    assert Photo.objects.count() == 1


def picture(form, **how):
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), (1, 2, 3)).save(buffer, form, **how)
    buffer.seek(0)
    buffer.name = f"foto.{form.lower()}"
    return buffer


def script():
    found = io.BytesIO(b"#!/bin/sh\nrm -rf /\n")
    found.name = "foto.jpg"
    return found


def huge():
    found = io.BytesIO(b"\xff\xd8\xff\xe0" + bytes(12_000_000))
    found.name = "foto.jpg"
    return found


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"place": "54.5, 7.0"}, "außerhalb der Stadt"),
        ({"group": None}, "Wählen Sie bitte"),
        ({"group": "gibt_es_nicht"}, "nicht mehr angenommen"),
        ({"fine_strasse": "alt_und_weg"}, "nicht mehr angenommen"),
        ({"text": "a" * 5000}, "5000 Zeichen"),
        ({"email": "anna@", "answer": "mail"}, "nach dem @"),
        ({"photos": script}, ""),
        ({"photos": huge}, ""),
        ({"photos": lambda: [picture("PNG") for _ in range(6)]}, "höchstens 5"),
        ({"group": "barriere", "fine_barriere": "stufe", "q_dauer": "manchmal"}, "error"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field_and_writes_nothing(world, data, words):
    data = {key: value() if callable(value) else value for key, value in data.items()}
    answer = send(Client(), **data)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert words in answer.content.decode()
    assert not Report.objects.exists()


def test_webp_and_turned_photos_are_taken(world):
    exif = Image.Exif()
    exif[0x0112] = 6
    assert send(Client(), photos=[picture("WEBP"), picture("JPEG", exif=exif)]).status_code == 302
    turned = Upload.objects.order_by("-uploaded_at").first()
    assert (turned.width, turned.height) == (20, 30)


def test_what_is_known_is_shown_once_and_stops_nobody(world):
    known = report()
    client = Client()
    answer = send(client)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Mir auch aufgefallen" in page
    assert known.case.title in page
    assert Report.objects.count() == 1
    assert send(client, same="nein").status_code == 302
    # what waited on a device for the network is asked nothing
    assert send(client, text="Anderes Loch", _spaeter="1").status_code == 302
    assert Report.objects.count() == 3


def test_an_emergency_stops_the_form_with_its_number(world):
    answer = send(Client(), text="Hier ist Gasgeruch")
    assert 'href="tel:112"' in answer.content.decode()
    assert not Report.objects.exists()


def test_joining_by_form_counts_once(world):
    one, client = report(), Client()
    path = f"/meldungen/{one.case.number}/auch/"
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(path).content.decode())[1]
    for _ in range(2):
        assert client.post(path, {"form_token": token, "answer": "mail", "email": ""}).status_code == 302
    assert Companion.objects.count() == 1


def test_objecting_by_the_link_of_the_receipt(world):
    client = Client()
    path = send(client)["Location"]
    one = Report.objects.get()
    fixed(one, world.celik_clerk)
    assert "Ist es nicht behoben?" in client.get(path).content.decode()
    client.post(path + "widerspruch/", {"text": "Das Loch ist noch da."})
    one.case.refresh_from_db()
    assert one.case.state == "open"
    assert "Bestritten" in client.get(f"/meldungen/{one.case.number}/").content.decode()


def test_hidden_and_private_reports_leak_nowhere(world):
    shown, hidden = report(text="Loch vor der Bäckerei"), report(text="Geheimes Loch")
    people = report("menschen", "Jemand geheimes")
    step(people.case, "release", world.weber_clerk_elsewhere)
    step(hidden.case, "hide", world.celik_clerk, reason="Es stand ein Name darin.")
    client = Client()
    pages = [
        "/meldungen/", "/meldungen/karte/", "/meldungen/karte.geojson", "/daten/meldungen.json", "/daten/meldungen.csv",
        "/daten/meldungen.atom", "/daten/meldungen.geojson", "/suche/?q=Loch", "/melden/hinweise/?text=Loch&gruppe=strasse"
        f"&genauer=schlagloch&ort={HERE}",
    ]  # fmt: skip
    for path in pages:
        answer = client.get(path)
        body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert "eheime" not in body, path
    assert shown.case.number in client.get("/meldungen/").content.decode()
    for one in (hidden, people):
        assert client.get(f"/meldungen/{one.case.number}/").status_code == 404
        assert client.get(f"/vorgang/{one.case.number}/").status_code == 404
        assert client.get(f"/meldungen/{one.case.number}/auch/").status_code == 404


def test_the_filters_of_a_phone_tell_the_number_of_hits(world):
    report()
    client = Client()
    assert client.get("/meldungen/anzahl.json?was=strasse").json() == {
        "count": 1,
        "label": "1 Meldung zeigen",
    }
    assert client.get("/meldungen/anzahl.json?was=gruen&q=").json()["label"] == "Nichts gefunden"
    page = client.get("/meldungen/?was=strasse&stand=open").content.decode()
    assert '<span class="count">2</span>' in page
    assert '<details class="sheet">' in page


def test_the_map_counts_what_stands_close_together(world):
    for n in range(3):
        report(text=f"Loch {n}", lat=LAT + n * 0.0001)
    found = json.loads(Client().get("/meldungen/karte.geojson?zoom=11").content)
    assert [one["properties"]["kind"] for one in found["features"]] == ["defect"] * 3
    for bad in ("bbox=1,2,3", "bbox=a,b,c,d", "zoom=99", "bbox=9,9,1,1"):
        assert Client().get(f"/meldungen/karte.geojson?{bad}").status_code == 400


def test_pages_ask_the_same_number_of_questions_for_more_rows(world, django_assert_max_num_queries):
    for n in range(12):
        report(text=f"Loch {n}")
    for path, most in (("/meldungen/", 16), (f"/meldungen/{Report.objects.first().case.number}/", 18)):
        with django_assert_max_num_queries(most):
            assert Client().get(path).status_code == 200


def test_the_hints_say_category_unit_and_questions(world):
    answer = Client().get(
        f"/melden/hinweise/?text=Hohe Stufe am Bordstein&gruppe=barriere&genauer=stufe&ort={HERE}"
    )
    page = answer.content.decode()
    assert "Voraussichtlich an: EUV" in page
    assert 'name="q_dauer"' in page
