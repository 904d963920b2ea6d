"""GeoReport as another app reads it: what is there, in both formats, what is wrong, and a walk while others report."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from urllib.parse import quote

import pytest
import requests
from defusedxml import ElementTree
from django.utils import timezone
from georeport import GeoReport

from mitmachstadt.modules.reports.actions import joining, photos
from mitmachstadt.modules.reports.actions.reports import Reporter
from mitmachstadt.modules.reports.models import Photo
from mitmachstadt.modules.reports.tests.world import LAT, LON, fixed, photo, report, step
from mitmachstadt.spine.cases.models import Case

V2 = "/georeport/v2/"
FIELDS = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip


@pytest.fixture
def ask(client, world):
    """The status and body of a call; XML as its root element."""

    def ask(path: str, status: int = 200, **headers: str):
        answer = client.get(V2 + path, headers=headers)
        assert answer.status_code == status, answer.content.decode()[:500]
        if answer["Content-Type"].startswith("text/xml"):
            return ElementTree.fromstring(answer.content)
        return json.loads(answer.content)

    return ask


def numbers(rows):
    return [row["service_request_id"] for row in rows]


def aged(one, **ago):
    """Moves a report into the past."""
    Case.objects.filter(pk=one.case_id).update(received_at=timezone.now() - timedelta(**ago))


def test_discovery_and_services_say_what_a_client_needs(ask):
    found = ask("discovery.json")
    assert all(found[name] for name in ("changeset", "contact", "key_service"))
    (endpoint,) = found["endpoints"]
    assert endpoint["url"].endswith("/georeport/v2") and endpoint["type"] == "test"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    root = ask("discovery.xml")
    assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]
    services = {one["service_code"]: one for one in ask("services.json")}
    assert services["lampe_aus"]["metadata"] is True and services["muell"]["metadata"] is False
    assert services["lampe_aus"]["group"] == "Lampe oder Strom"
    assert [one.findtext("service_code") for one in ask("services.xml").findall("service")] == list(services)


def test_the_questions_of_a_category_are_attributes(ask):
    (pole,) = ask("services/lampe_aus.json")["attributes"]
    assert (pole["code"], pole["datatype"], pole["order"], pole["required"]) == ("mast", "string", 1, False)
    root = ask("services/lampe_aus.xml")
    assert root.findtext("attributes/attribute/description") == "Nummer am Mast"
    assert ask("services/muell.json") == {"service_code": "muell", "attributes": []}
    (error,) = ask("services/gibtesnicht.json", 404)
    assert error["code"] == "404" and "gibtesnicht" in error["description"]


def test_what_happened_is_told_step_by_step_and_nothing_that_is_not_for_all(ask, world):
    one, hidden = report(), report(text="Geheim")
    step(hidden.case, "hide", world.celik_clerk, reason="Ein Name stand darin.")
    step(one.case, "start", world.celik_clerk, text="Wir kommen am Montag.")
    fixed(one, world.celik_clerk)
    step(one.case, "dispute", None, as_sender=True, text="Das Loch ist noch da.")
    rows = ask("servicerequestupdates.json")
    assert [row["status"] for row in rows if row["service_request_id"] == one.case.number][-3:] == [
        "IN_PROGRESS",
        "FIXED",
        "REOPEN",
    ]
    assert {row["service_request_id"] for row in rows} == {one.case.number}
    said = [row["description"] for row in rows]
    assert "Wir kommen am Montag." in said and "Loch gefüllt." in said
    assert not any("noch da" in (text or "") for text in said)
    assert len({row["update_id"] for row in rows}) == len(rows)
    root = ask("servicerequestupdates.xml")
    assert root.tag == "service_requests_updates"
    assert [each.findtext("status") for each in root.findall("request_update")] == [
        row["status"] for row in rows
    ]
    assert ask("servicerequestupdates.json?end_date=2020-01-01") == []
    assert ask(f"servicerequestupdates.json?service_request_id={hidden.case.number}") == []
    assert ask("servicerequestupdates.json?start_date=gestern", 400)


def test_a_list_is_a_table_too_and_runs_no_formula(client, ask, world):
    one = report(text="=HYPERLINK(1)")
    rows = list(csv.DictReader(io.StringIO(client.get(V2 + "requests.csv?extensions=true").content.decode())))
    (same,) = ask("requests.json?extensions=true")
    assert (rows[0]["service_request_id"], rows[0]["lat"]) == (one.case.number, str(LAT))
    assert rows[0]["description"] == "'=HYPERLINK(1)"
    assert set(rows[0]) == {*FIELDS, *same["extended_attributes"]}
    assert client.get(V2 + "requests.csv")["Content-Type"].startswith("text/csv")
    empty = client.get(V2 + "requests.csv?service_code=gibtesnicht").content.decode()
    assert empty.strip().split(",") == FIELDS
    assert ask("requests.csv?status=kaputt", 400)


def test_a_report_has_every_field_in_both_formats(ask, world):
    one = report(text="Loch <b>& mehr</b> \x0b hier", photos=[photo(), photo()], label="Am Markt 1")
    photos.release(Photo.objects.filter(report=one).first(), by=world.celik_clerk)
    step(one.case, "start", world.celik_clerk, day=timezone.localdate() + timedelta(days=3))
    joining.join(one, Reporter(), token="a")
    (row,) = ask(f"requests/{one.case.number}.json")
    assert list(row) == FIELDS
    assert (row["status"], row["service_name"], row["agency_responsible"]) == (
        "open",
        "Schlagloch, Schaden im Belag",
        "EUV",
    )
    assert (row["lat"], row["long"]) == (LAT, LON) and row["address"].endswith("Am Markt 1")
    assert row["expected_datetime"][10:19] == "T23:59:59" and row["expected_datetime"][-6] in "+-"
    assert row["media_url"].startswith("http") and row["media_url"].endswith(".webp")
    request = ask(f"requests/{one.case.number}.xml").find("request")
    assert [part.tag for part in request] == FIELDS
    assert request.findtext("description") == "Loch <b>& mehr</b>  hier"
    (more,) = ask("requests.json?extensions=true")
    extra = more["extended_attributes"]
    assert (extra["detailed_status"], extra["companions"], len(extra["photos"])) == ("IN_PROCESS", 1, 1)
    feature = ask("requests.geojson")["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [LON, LAT]}


def test_what_is_not_public_answers_as_if_it_did_not_exist(ask, world):
    private = report("menschen", "Jemand schläft hier")
    waiting = report(text="Rufen Sie mich an: 0234 5556677")
    hidden = report()
    step(hidden.case, "hide", world.celik_clerk, reason="Auf dem Bild ist ein Gesicht zu sehen.")
    gone = report(text="zieht zurück")
    step(gone.case, "withdraw", None, as_sender=True)
    never = ask("requests/M-2026-999.json", 404)[0]["description"]
    for one in (private, waiting, hidden, gone):
        number = one.case.number
        (error,) = ask(f"requests/{number}.json", 404)
        assert error["description"].replace(number, "M-2026-999") == never
        assert ask(f"requests.json?service_request_id={number}&extensions=true") == []
    assert ask("requests.json") == []


def test_filters(ask, world):
    hole, lamp, old = report(), report("lampe_aus", "Lampe"), report(text="alt")
    fixed(lamp, world.vogel_coordinator)
    aged(old, days=100)
    a, b, c = hole.case.number, lamp.case.number, old.case.number
    assert numbers(ask("requests.json")) == [b, a]
    assert numbers(ask("requests.json?status=open&service_code=&start_date=")) == [a]
    assert numbers(ask("requests.json?status=open,closed&service_code=lampe_aus,muell")) == [b]
    assert numbers(ask(f"requests.json?service_request_id={c},{a},M-2026-999&status=falsch")) == [a, c]
    assert numbers(ask(f"requests/{a},{c}.json")) == [a, c]
    day = timezone.localdate() - timedelta(days=101)
    assert numbers(ask(f"requests.json?start_date={day}")) == [c]
    assert numbers(ask(f"requests.json?end_date={day + timedelta(days=11)}T00:00:00Z")) == [c]
    assert numbers(ask("requests.json?updated_after=2020-01-01T00:00:00Z")) == [b, a, c]
    later = quote((timezone.now() + timedelta(minutes=1)).isoformat())
    assert ask(f"requests.json?updated_after={later}") == []
    assert numbers(ask(f"requests.json?bbox={LON - 0.01},{LAT - 0.01},{LON + 0.01},{LAT + 0.01}")) == [b, a]
    assert ask("requests.json?bbox=7.0,51.0,7.1,51.1") == []


def test_the_second_named_as_the_end_is_part_of_it(ask):
    one = report()
    moment = timezone.now().replace(microsecond=654321) - timedelta(days=1)
    Case.objects.filter(pk=one.case_id).update(received_at=moment)
    second = quote(moment.replace(microsecond=0).isoformat())
    assert numbers(ask(f"requests.json?end_date={second}")) == [one.case.number]
    assert numbers(ask(f"requests.json?start_date={second}")) == [one.case.number]


WRONG = (
    ("start_date=gestern", "start_date"),
    ("start_date=2026-01-01T00:00:00Z&end_date=2026-05-01T00:00:00Z", "90"),
    ("start_date=2026-05-01T00:00:00Z&end_date=2026-01-01T00:00:00Z", "end_date"),
    ("status=offen", "status"), ("bbox=1,2,3", "bbox"), ("bbox=9,51,7,52", "bbox"), ("bbox=nan,1,2,3", "bbox"),
    ("page=0", "page"), ("page_size=1001", "page_size"), ("page=eins", "page"), ("after=-1", "after"),
    ("page=1&after=3-3", "after"), ("before=" + "9" * 30 + "-1", "before"),
    ("updated_after=9999-12-31T23:59:59Z", "updated_after"),
    ("extensions=ja", "extensions"),
    ("page=99999999999999999999999", "page"),
)  # fmt: skip


def test_wrong_questions_are_errors_in_the_format_asked_for(ask):
    for query, name in WRONG:
        found = ask(f"requests.json?{query}", 400)
        assert [one["code"] for one in found] == ["400"] * len(found)
        assert any(name in one["description"] for one in found), query
        root = ask(f"requests.xml?{query}", 400)
        assert root.tag == "errors"
        assert [{part.tag: part.text for part in one} for one in root] == found


def test_wrong_addresses_methods_and_towns(ask, client):
    assert ask("requests.pdf", 404).findtext("error/code") == "404"
    assert ask("requests.pdf", 404, accept="application/json")[0]["code"] == "404"
    assert "discovery.xml" in ask("gibtesnicht", 404).findtext("error/description")
    assert ask("services.json?jurisdiction_id=bonn.de", 404)[0]["code"] == "404"
    assert ask("services.json?jurisdiction_id=") == ask("services.json?jurisdiction_id=castrop-rauxel.de")
    answer = client.post(f"{V2}services.json")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert json.loads(answer.content)[0]["code"] == "405"


def test_other_sites_may_ask_and_unchanged_costs_nothing(client, world):
    report()
    answer = client.get(f"{V2}requests.json")
    assert (answer["Access-Control-Allow-Origin"], answer["X-Robots-Tag"]) == ("*", "noindex")
    again = client.get(f"{V2}requests.json", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    report(text="noch eins")
    assert client.get(f"{V2}requests.json", headers={"if-none-match": answer["ETag"]}).status_code == 200
    before = client.options(f"{V2}requests.xml")
    assert before.status_code == 204 and "GET" in before["Access-Control-Allow-Methods"]


def walk(client, query, between):
    """Follows the links of a list from page to page; `between` runs after each."""
    path, found, totals = f"{V2}requests.json?{query}", [], []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.content
        found += numbers(json.loads(answer.content))
        totals.append(int(answer["X-Total-Count"]))
        link = answer.get("Link", "")
        path = link.partition("<")[2].partition(">")[0]
        between()
    return found, totals


@pytest.mark.parametrize(
    "query", ["page_size=3", "page=1&page_size=3&updated_after=2020-01-01T00:00:00Z&extensions=true"]
)
def test_a_walk_yields_every_report_once_while_others_come_and_go(client, world, query):
    known = [report(text=f"Loch {n}") for n in range(10)]
    waiting = report(text="Rufen Sie mich an: 0234 5556677")
    doomed = iter([known[1], known[5], known[8]])

    def between():
        report(text="ganz neu")
        one = next(doomed, None)
        if one:
            step(one.case, "hide", world.celik_clerk, reason="Auf dem Bild ist ein Gesicht zu sehen.")
        if waiting.case.state == "received":
            waiting.case = step(waiting.case, "release", world.celik_clerk)

    found, totals = walk(client, query, between)
    assert len(found) == len(set(found)) and totals[0] == 10
    stayed = {one.case.number for n, one in enumerate(known) if n not in (1, 5, 8)}
    assert stayed <= set(found)


def test_pages_by_number_are_not_moved_by_new_reports(client, world):
    known = [report(text=f"Loch {n}").case.number for n in range(7)]
    found = []
    for page in (1, 2, 3):
        answer = client.get(f"{V2}requests.json?page={page}&page_size=3")
        assert (answer["X-Page"], answer["X-Page-Size"]) == (str(page), "3")
        found += numbers(json.loads(answer.content))
        report(text="ganz neu")
    assert found[:7] == known and len(set(found)) == len(found)


def test_a_page_asks_the_same_number_of_questions(client, world, django_assert_num_queries):
    for n in range(3):
        report(text=f"Loch {n}", photos=[photo()])
    address = f"{V2}requests.xml?page=1&updated_after=2020-01-01&extensions=true&page_size="
    client.get(address + "1")
    with django_assert_num_queries(5):
        client.get(address + "2")
    for n in range(8):
        report(text=f"Noch ein Loch {n}", photos=[photo()])
    with django_assert_num_queries(5):
        client.get(address + "10")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_published_client_reads_it_all(client, world, monkeypatch, form):
    """The library `georeport` from the package index, with its calls answered by the platform."""
    one, two = report(), report("lampe_aus", "Lampe & <Kabel>")

    def get(url, params):
        answer = client.get(url, params, headers={"host": "testserver"})
        found = requests.Response()
        found.status_code, found._content, found.encoding = answer.status_code, answer.content, "utf-8"
        return found

    monkeypatch.setattr("georeport.georeport.requests.get", get)
    ours = GeoReport("/georeport/v2", jurisdiction="castrop-rauxel.de", output_format=form)
    names = {row["service_code"]: row["service_name"] for row in ours.get_service_list()}
    assert names["lampe_aus"] == "Lampe geht nicht" and len(names) > 20
    assert ours.get_service_definition("lampe_aus")["service_code"] == "lampe_aus"
    assert numbers(ours.get_service_requests(status="open")) == [two.case.number, one.case.number]
    found = ours.get_service_request(two.case.number)
    assert (found["description"], float(found["lat"])) == ("Lampe & <Kabel>", LAT)
    with pytest.raises(requests.HTTPError, match="404"):
        ours.get_service_request("M-2026-999")
