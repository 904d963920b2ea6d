"""GeoReport as another app hands in: keys, what is wrong with a report, once and not twice, tokens until it is public."""

from __future__ import annotations

import json

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from mitmachstadt.modules.reports.actions import keys
from mitmachstadt.modules.reports.models import ApiKey, Report
from mitmachstadt.modules.reports.tests.world import LAT, LON, png, step
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.models import Mail

V2 = "/georeport/v2/"


@pytest.fixture
def key(world):
    return keys.make_key("Bürger-App")[1]


@pytest.fixture
def send(client, key):
    """Hands in; the status, and the single entry of the answer or the errors."""

    def send(status: int = 200, form: str = "json", **data: object):
        given = {
            "api_key": key,
            "service_code": "schlagloch",
            "lat": LAT,
            "long": LON,
            "description": "Loch",
        } | data
        answer = client.post(f"{V2}requests.{form}", {k: v for k, v in given.items() if v is not None})
        assert answer.status_code == status, answer.content.decode()
        if form == "xml":
            return ElementTree.fromstring(answer.content)
        found = json.loads(answer.content)
        return found[0] if status == 200 else [one["description"] for one in found]

    return send


def test_a_report_of_an_app_is_one_like_all_others(send, client, world):
    done = send(email="anna@example.org", first_name="Anna", phone="0234 5556677", media=png())
    one = Report.objects.select_related("case__unit").get()
    assert done["service_request_id"] == one.case.number and "token" not in done
    assert f"/meldungen/{one.case.number}/" in done["service_notice"]
    assert (one.via, one.lat, one.case.unit, one.case.sender_email) == (
        "georeport",
        LAT,
        world.euv,
        "anna@example.org",
    )
    assert one.photos.count() == 1 and Mail.objects.filter(to="anna@example.org").exists()
    shown = client.get(f"{V2}requests/{one.case.number}.json?extensions=true").content.decode()
    assert one.case.number in shown and "anna" not in shown.casefold() and "5556677" not in shown
    root = send(form="xml", description="Noch eins")
    assert root.findtext("request/service_request_id") == Report.objects.latest("pk").case.number


def test_what_is_not_public_yet_gets_a_token_that_becomes_the_number(send, client, world):
    done = send(service_code="wilder_muell", description="Rufen Sie mich an: 0234 5556677")
    assert "service_request_id" not in done
    one, address = Report.objects.get(), f"{V2}tokens/{done['token']}.json"
    assert client.get(address).json() == [{"service_request_id": None, "token": done["token"]}]
    step(one.case, "release", world.celik_clerk)
    assert client.get(address).json()[0]["service_request_id"] == one.case.number
    assert client.get(f"{V2}tokens/{one.case.number}-{'0' * 24}.json").status_code == 404
    people = send(service_code="menschen", description="Jemand schläft hier")
    step(Report.objects.latest("pk").case, "release", world.weber_clerk_elsewhere)
    assert client.get(f"{V2}tokens/{people['token']}.json").json()[0]["service_request_id"] is None


def test_the_same_report_sent_ten_times_is_one(send):
    numbers = {send(device_id="handy-1", media=png())["service_request_id"] for _ in range(10)}
    assert len(numbers) == 1 and Report.objects.count() == 1
    assert Upload.objects.count() == 1
    assert send(device_id="handy-2")["service_request_id"] not in numbers


def test_keys_are_asked_counted_and_ended(send, client, world):
    for wrong in ("", "falsch", "x" * 5000):
        (error,) = send(403, api_key=wrong)
        assert "api_key" in error
    few = keys.make_key("Wenig", hourly=2)[1]
    send(api_key=few, description="a")
    send(400, api_key=few, lat="x")
    (error,) = send(429, api_key=few, description="b")
    assert "2" in error
    keys.end_key("Wenig")
    send(403, api_key=few)
    assert few not in ApiKey.objects.values_list("key_hash", flat=True)
    assert Report.objects.count() == 1


def test_the_command_makes_and_ends_keys(world, capsys, client):
    call_command("georeport_key", "Klarschiff", hourly=5)
    secret = capsys.readouterr().out.strip()
    assert len(secret) > 40
    call_command("georeport_key")
    assert "Klarschiff: 5" in capsys.readouterr().out
    with pytest.raises(CommandError, match="schon einen"):
        call_command("georeport_key", "Klarschiff")
    call_command("georeport_key", "Klarschiff", end=True)
    answer = client.post(f"{V2}requests.json", {"api_key": secret})
    assert answer.status_code == 403


WRONG = (
    (400, {"service_code": ""}, "service_code"), (404, {"service_code": "gibtesnicht"}, "service_code"),
    (400, {"lat": "51,5"}, "lat"), (400, {"lat": "nan"}, "lat"), (400, {"lat": "91"}, "lat"), (400, {"lat": ""}, "lat"),
    (400, {"lat": None, "long": None}, "lat, long, address_string"),
    (400, {"lat": None, "long": "", "address_id": "17"}, "address_id"), (400, {"lat": "54.5", "long": "7"}, "lat"),
    (400, {"description": "x" * 5000}, "description"), (400, {"email": "anna@"}, "email"),
    (400, {"media_url": "file:///etc/passwd"}, "media_url"), (400, {"attribute[farbe]": "rot"}, "attribute[farbe]"),
    (404, {"jurisdiction_id": "bonn.de"}, "jurisdiction_id"),
)  # fmt: skip


def test_what_is_wrong_with_a_report_is_said_and_nothing_is_kept(send):
    for status, data, name in WRONG:
        assert any(one.startswith(name) for one in send(status, **data)), data
    assert not Case.objects.exists() and not Upload.objects.exists()


def test_photos_that_are_none_are_refused(send):
    script = SimpleUploadedFile("bild.jpg", b"<?php system('ls'); ?>", "image/jpeg")
    assert all(one.startswith("media") for one in send(400, media=script))
    assert any(one.startswith("media") for one in send(400, media=[png((n, 9, 9)) for n in range(6)]))
    send(400, media=png(), lat="54.5", long="7")
    assert not Case.objects.exists() and not Upload.objects.exists()


def test_other_encodings_broken_ones_and_too_much(client, key):
    def post(body, kind, form="json"):
        answer = client.generic("POST", f"{V2}requests.{form}", body, content_type=kind)
        return answer.status_code, json.loads(answer.content)[0]["code"]

    assert post(json.dumps({"api_key": key}), "application/json") == (415, "415")
    assert post(b"xx", "multipart/form-data") == (400, "400")
    assert post(b"description=" + b"x" * 3_000_000, "application/x-www-form-urlencoded") == (413, "413")
    assert post(b"", "application/x-www-form-urlencoded", "geojson") == (405, "405")


def test_attributes_emergencies_and_photos_elsewhere(send):
    notice = send(
        **{"service_code": "lampe_aus", "attribute[mast]": "L 17", "attribute[unbekannt]": ""},
        description="Offene Kabel an der Laterne", media_url="http://127.0.0.1:1/foto.jpg",
    )["service_notice"]  # fmt: skip
    one = Report.objects.get()
    assert one.answers == {"mast": "L 17"} and "112" in notice
    (note,) = CaseEvent.objects.filter(case=one.case, kind="note")
    assert "http://127.0.0.1:1/foto.jpg" in note.text and not note.public and not one.photos.exists()
    assert any(
        "attribute[mast]" in error
        for error in send(400, service_code="lampe_aus", **{"attribute[mast]": ["1", "2"]})
    )


def test_an_address_without_a_point_will_do(send):
    done = send(lat="", long=None, address_string="Münsterplatz hinter der Kirche")
    one = Report.objects.get()
    assert (one.lat, one.label) == (None, "Münsterplatz hinter der Kirche") and done["service_request_id"]
