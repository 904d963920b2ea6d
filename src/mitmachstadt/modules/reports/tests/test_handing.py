"""A unit with a GeoReport server: each report goes in once, what becomes of it comes back, and only honest ends close it."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.reports.actions import handing, outside
from mitmachstadt.modules.reports.models import Handed, OutsideUnit
from mitmachstadt.modules.reports.rules.outside import read_codes, reply_of
from mitmachstadt.modules.reports.tests.world import fixed, report, step
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.fetching import Fetcher
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.problems import Refused

CODES = "lampe_aus = 17\n* = 99"
KEY = "geheimer-schluessel"


class Theirs:
    """A small GeoReport server; `mode` says how it behaves to a POST."""

    def __init__(self):
        self.mode, self.rows, self.posts = "number", [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            # Otherwise a body waits until the head before it is confirmed.
            disable_nagle_algorithm = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {key: values[0] for key, values in parse_qs(body).items()}
                outer.posts.append(form)
                if outer.mode == "refuses":
                    return self.tell(400, [{"code": "400", "description": "unknown service_code"}])
                if outer.mode == "away":
                    return self.tell(503, [])
                number = f"S{len(outer.rows) + 1}"
                outer.rows.append(
                    {"service_request_id": number, "status": "open", "description": form["description"]}
                )
                if outer.mode == "drops":
                    self.connection.close()
                    return None
                found = {"token": f"t{number}"} if outer.mode == "token" else {"service_request_id": number}
                return self.tell(201, [found])

            def do_GET(self):
                path = urlsplit(self.path).path
                name = path.rpartition("/")[2].removesuffix(".json")
                if path.endswith("/requests.json"):
                    return self.tell(200, outer.rows)
                if "/tokens/" in path:
                    return self.tell(200, [{"token": name, "service_request_id": name.removeprefix("t")}])
                found = [row for row in outer.rows if row["service_request_id"] == name]
                return self.tell(200 if found else 404, found)

            def tell(self, status, rows):
                data = json.dumps(rows).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.root = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def theirs(world):
    found = Theirs()
    there = outside.Server(address=f"{found.root}/v2", api_key=KEY, jurisdiction="cas", codes=CODES)
    outside.set_mailbox(world.stadtwerke, "", by=world.vogel_coordinator, server=there)
    found.asker = Fetcher(allowed=[found.root], pause=0, tries=1)
    yield found
    found.asker.close()
    found.server.shutdown()
    found.server.server_close()


def deliver(theirs, later=timedelta()):
    Handed.objects.filter(sent_at=None).update(next_try_at=timezone.now())
    return handing.deliver(timezone.now() + later, theirs.asker)


def follow(theirs):
    Handed.objects.update(asked_at=None)
    return handing.follow(fetcher=theirs.asker)


def test_a_released_report_goes_in_once_without_the_sender(theirs, world):
    one = report("lampe_aus", "Laterne flackert", answers={"mast": "L 17"}, email="anna@example.org")
    assert not Mail.objects.filter(subject__contains="Meldung für").exists()
    assert deliver(theirs) == 1 and deliver(theirs) == 0
    (form,) = theirs.posts
    assert (form["service_code"], form["jurisdiction_id"], form["api_key"]) == ("17", "cas", KEY)
    assert float(form["lat"]) == pytest.approx(one.lat) and float(form["long"]) == pytest.approx(one.lon)
    for words in ("Laterne flackert", "L 17", f"{one.case.number} http"):
        assert words in form["description"]
    assert "anna" not in json.dumps(form)
    client = Client()
    client.force_login(world.vogel_coordinator)
    assert "dort Nummer S1" in client.get(f"/schreibtisch/vorgang/{one.case.number}/").content.decode()
    report("schlagloch")
    assert deliver(theirs) == 0, "another unit's report stays here"


def test_words_that_not_everybody_may_read_do_not_leave(theirs, world):
    there = outside.Server(address=f"{theirs.root}/v2", codes="* = 1")
    outside.set_mailbox(world.town, "", by=world.vogel_coordinator, server=there)
    one = report("menschen", "Mein Nachbar schreit")
    step(one.case, "release", world.weber_clerk_elsewhere)
    assert deliver(theirs) == 1
    assert (
        "Nachbar" not in json.dumps(theirs.posts) and "/meldungen/stelle/" in theirs.posts[0]["description"]
    )


def test_a_lost_answer_is_found_in_their_list_and_not_sent_again(theirs):
    report("lampe_aus", "Laterne aus")
    theirs.mode = "drops"
    assert deliver(theirs) == 0 and len(theirs.rows) == 1
    theirs.mode = "number"
    assert deliver(theirs) == 1
    assert len(theirs.posts) == 1 and Handed.objects.get().their_id == "S1"


def test_a_no_is_final_and_told_at_the_desk_a_breakdown_is_tried_again(theirs, world):
    one = report("lampe_aus", "Laterne aus")
    theirs.mode = "away"
    assert deliver(theirs) == 0
    handed = Handed.objects.get()
    assert handed.failed_at is None and handed.next_try_at > timezone.now()
    theirs.mode = "refuses"
    assert deliver(theirs) == 0
    handed.refresh_from_db()
    assert handed.failed_at is not None and "unknown service_code" in handed.last_error
    client = Client()
    client.force_login(world.vogel_coordinator)
    page = client.get(f"/schreibtisch/vorgang/{one.case.number}/").content.decode()
    assert "nimmt sie nicht an" in page


def test_taken_and_mended_there_is_taken_and_mended_here(theirs):
    one = report("lampe_aus", "Laterne aus", email="anna@example.org")
    theirs.mode = "token"
    assert deliver(theirs) == 1 and Handed.objects.get().token == "tS1"
    theirs.rows[0]["extended_attributes"] = {"detailed_status": "IN_PROCESS"}
    assert follow(theirs) == 1 and follow(theirs) == 0
    one.case.refresh_from_db()
    assert (one.case.state, Handed.objects.get().their_id) == ("in_work", "S1")
    theirs.rows[0] |= {
        "status": "closed", "status_notes": "Leuchtmittel\n getauscht.", "updated_datetime": "2099-01-01T10:00:00+01:00",
        "extended_attributes": {"detailed_status": "PROCESSED"},
    }  # fmt: skip
    assert follow(theirs) == 1 and follow(theirs) == 0
    one.refresh_from_db()
    assert (one.case.state, one.closing, one.fixed_on) == (
        "fixed",
        "Leuchtmittel getauscht.",
        timezone.localdate(),
    )
    assert "Leuchtmittel getauscht." in Client().get(f"/meldungen/{one.case.number}/").content.decode()


@pytest.mark.parametrize(
    "row",
    [
        {"status": "closed"},
        {"status": "closed", "status_notes": "Nicht zuständig", "extended_attributes": {"detailed_status": "REJECTED"}},
    ],
)  # fmt: skip
def test_an_end_without_a_word_or_without_repair_is_left_to_a_person(theirs, row):
    one = report("lampe_aus", "Laterne aus")
    deliver(theirs)
    theirs.rows[0] |= row
    assert follow(theirs) == 1 and follow(theirs) == 0
    one.case.refresh_from_db()
    assert one.case.state == "open"
    event = CaseEvent.objects.get(case=one.case, kind=handing.SAID)
    assert not event.public and (row.get("status_notes") or "ohne ein Wort") in event.text


def test_what_went_to_somebody_else_or_ended_here_is_not_asked_any_more(theirs, world):
    one = report("lampe_aus", "Laterne aus")
    deliver(theirs)
    one.case.refresh_from_db()
    fixed(one, world.vogel_coordinator)
    theirs.rows[0] |= {"status": "closed", "status_notes": "Später noch einmal."}
    assert follow(theirs) == 0 and Handed.objects.get().ended_at is not None
    assert Case.objects.get(pk=one.case.pk).state == "fixed"


def test_answers_that_are_none_change_nothing(theirs):
    one = report("lampe_aus", "Laterne aus")
    deliver(theirs)
    for row in (7, "x", None, [], {"status": 4}, {"status": "closed", "extended_attributes": "PROCESSED"}):
        theirs.rows[0] = row if not isinstance(row, dict) else {"service_request_id": "S1", **row}
        Handed.objects.update(asked_at=None, their_words="")
        try:
            handing.follow(fetcher=theirs.asker)
        except (TypeError, AttributeError, KeyError):
            pytest.fail(f"{row!r} broke it")
        if isinstance(row, dict) is False:
            theirs.rows[0] = {"service_request_id": "S1"}
    assert Case.objects.get(pk=one.case.pk).state == "open"


@pytest.mark.parametrize(
    ("text", "code"),
    [("schlagloch 12", "line"), ("gibtsnicht = 1\n* = 2", "category"), ("schlagloch = 1", "others"), ("= 3", "line")],
)  # fmt: skip
def test_codes_are_lines_with_known_categories_and_one_for_the_rest(text, code):
    found, problems = read_codes(text, {"schlagloch"})
    assert not found and problems[0].code == code and problems[0].field == "codes"
    assert read_codes("schlagloch = 1\n\n * = 2 ", {"schlagloch"}) == ({"schlagloch": "1", "*": "2"}, [])
    assert not reply_of({"status": "closed", "updated_datetime": "gestern"}).day


def test_the_desk_keeps_a_server_with_its_key_sealed(world):
    client, path = Client(), "/schreibtisch/meldungen/stellen/"
    client.force_login(world.vogel_coordinator)
    given = {
        "unit": world.stadtwerke.key,
        "address": "https://stadtwerke.example/v2",
        "api_key": KEY,
        "codes": CODES,
    }
    for wrong, words in (
        ({"email": "a@b.example"}, "nicht beides"), ({"codes": "quatsch = 1\n* = 2"}, "keine Kategorie"),
        ({"address": "stadtwerke"}, "ganze Adresse"), ({"codes": ""}, "für alle anderen"),
    ):  # fmt: skip
        answer = client.post(path, {**given, **wrong})
        assert answer.status_code == 422 and words in answer.content.decode(), wrong
        assert not OutsideUnit.objects.exists()
    assert client.post(path, given).status_code == 302
    kept = OutsideUnit.objects.get()
    assert KEY not in kept.sealed_key and kept.codes == {"lampe_aus": "17", "*": "99"}
    assert KEY not in client.get(path).content.decode()
    assert client.post(path, {**given, "api_key": ""}).status_code == 302
    assert OutsideUnit.objects.get().sealed_key == kept.sealed_key
    with pytest.raises(Refused):
        outside.set_mailbox(world.stadtwerke, "", by=world.celik_clerk)
    assert (
        client.post(path, {"unit": world.stadtwerke.key, "email": "box@stadtwerke.example"}).status_code
        == 302
    )
    kept.refresh_from_db()
    assert (kept.address, kept.sealed_key) == ("", "")
