"""What a program asks and gets: filters, pages, deletions, errors, one address for each thing, documents."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.http import http_date

from mitmachstadt.modules.council import file_actions, paper_actions, record_actions
from mitmachstadt.modules.council.models import AgendaItem, File, Meeting, Municipality, Paper, Person
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.city.models import Organisation, RuleRecord
from tests.oparl.conftest import BASE

pytestmark = pytest.mark.django_db
ROOT = f"{BASE}/oparl/v1.1"


@pytest.fixture
def sommer(town):
    user = User.objects.create_user("sommer@example.org", "geheim-geheim")
    RoleAssignment.objects.create(user=user, role="coordinator")
    # a town that asks for no check before a release; what the check refuses is tried elsewhere
    RuleRecord.objects.filter(key="klimacheck").delete()
    return user


@pytest.fixture
def body(town):
    return Municipality.objects.get(own=True).pk


@pytest.fixture
def many(town):
    """250 papers, one changed each hour; every tenth is hidden."""
    start = timezone.now().replace(microsecond=0) - timedelta(hours=1000)
    return Paper.objects.bulk_create(
        [
            Paper(
                reference=f"2026/{n}", title=f"Vorlage {n}", public=n % 10 > 0, created_at=start + timedelta(hours=n),
                modified_at=start + timedelta(hours=n),
            )
            for n in range(250)
        ]
    )  # fmt: skip


def all_of(ask, url: str) -> list[dict]:
    found = []
    while url:
        page = ask(url).json()
        found += page["data"]
        url = page["links"].get("next", "")
    return found


def moment(value) -> str:
    return value.isoformat().replace("+", "%2B")


def test_pages_lead_from_first_to_last_and_back(ask, body, many):
    first = ask(f"body/{body}/paper").json()
    assert first["pagination"] == {"elementsPerPage": 100, "totalElements": 225, "totalPages": 3}
    assert len(first["data"]) == 100 and "prev" not in first["links"]
    second = ask(first["links"]["next"]).json()
    third = ask(second["links"]["next"]).json()
    assert len(third["data"]) == 25 and "next" not in third["links"]
    assert first["links"]["last"] == third["links"]["self"]
    assert third["links"]["prev"] == second["links"]["self"]
    assert second["links"]["prev"] == second["links"]["first"] == first["links"]["self"]
    names = [one["name"] for page in (first, second, third) for one in page["data"]]
    assert names == [paper.title for paper in many if paper.public]


def test_an_object_that_goes_meanwhile_hides_no_other(ask, body, many):
    first = ask(f"body/{body}/paper").json()
    Paper.objects.filter(pk__in=[many[1].pk, many[2].pk]).update(public=False)
    second = ask(first["links"]["next"]).json()
    assert second["data"][0]["name"] == "Vorlage 112"


def test_pages_cost_the_same_queries(ask, body, many, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(url):
        with CaptureQueriesContext(connection) as caught:
            assert ask(url).status_code == 200
        return len(caught)

    full = asked(f"body/{body}/paper?after={many[50].pk}")
    last = asked(f"body/{body}/paper?after={many[-3].pk}")
    assert abs(full - last) <= 1


def test_filters_narrow_and_stay_in_the_links(ask, body, many):
    since, until = many[20].created_at, many[140].created_at
    url = f"body/{body}/paper?created_since={moment(since)}&created_until={moment(until)}"
    page = ask(url).json()
    assert page["data"][0]["name"] == "Vorlage 21" and "created_since=" in page["links"]["next"]
    assert [one["name"] for one in all_of(ask, url)] == [p.title for p in many[20:141] if p.public]
    only = all_of(ask, f"body/{body}/paper?modified_until={moment(many[5].modified_at)}")
    assert [one["name"] for one in only] == [f"Vorlage {n}" for n in range(1, 6)]


def test_internal_lists_are_left_out_when_asked(ask, body, sommer):
    paper = Paper.objects.create(reference="1", title="Mit Anlage")
    file = File.objects.create(name="Anlage", access_url="https://example.org/a")
    paper.files.add(file)
    whole, short = (ask(f"paper/{paper.pk}{end}").json() for end in ("", "?omit_internal=true"))
    assert "auxiliaryFile" in whole and "auxiliaryFile" not in short
    assert "legislativeTerm" in ask(f"body/{body}").json()
    assert "legislativeTerm" not in ask(f"body/{body}?omit_internal=true").json()
    page = ask(f"body/{body}/paper?omit_internal=true").json()
    assert "auxiliaryFile" not in page["data"][0] and "omit_internal=true" in page["links"]["self"]


def test_what_is_taken_back_leaves_a_mark(ask, body, sommer):
    paper = paper_actions.draft_paper("7", "Entwurf", by=sommer)
    url = f"{ROOT}/paper/{paper.pk}"
    assert ask(url).status_code == 404
    before = timezone.now()
    paper_actions.release_paper(paper, by=sommer)
    assert ask(url).json()["name"] == "Entwurf"
    paper_actions.take_back_paper(paper, by=sommer, reason="Zahlendreher")
    gone = ask(url)
    assert gone.status_code == 200
    assert (
        set(gone.json()) == {"id", "type", "created", "modified", "deleted"}
        and gone.json()["deleted"] is True
    )
    assert gone.json()["modified"] >= before.astimezone().isoformat(timespec="seconds")[:10]
    assert ask(f"body/{body}/paper").json()["data"] == []
    changes = all_of(ask, f"body/{body}/paper?modified_since={moment(before)}")
    assert [one["id"] for one in changes] == [url] and changes[0]["deleted"]
    assert all_of(ask, f"body/{body}/paper?created_since={moment(before - timedelta(days=9))}") == []
    paper_actions.release_paper(paper, by=sommer)
    assert ask(url).json()["name"] == "Entwurf"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("body/{body}/paper?modified_since=gestern", 400),
        ("body/{body}/paper?created_until=2026-13-01T00:00:00Z", 400),
        ("body/{body}/paper?created_since=", 400),
        ("body/{body}/paper?after=zwei", 400),
        ("body/{body}/paper?after=-1", 400),
        ("body/{body}/paper?after=" + "9" * 40, 400),
        ("body/{body}/paper?omit_internal=vielleicht", 400),
        ("body/{body}/streets", 404),
        ("body/999999/paper", 404),
        ("organization/999999/meeting", 404),
        ("paper/999999", 404),
        ("paper/" + "9" * 30, 404),
        ("paper/abc", 404),
        ("street/1", 404),
        ("file/999999/access", 404),
        ("nichts/da/wo/man/sucht", 404),
    ],
)
def test_wrong_questions_get_an_error_object(ask, body, path, status):
    answer = ask(path.format(body=body))
    assert answer.status_code == status
    error = answer.json()
    assert error["type"] == "https://schema.oparl.org/1.1/Error" and error["message"]
    assert answer["Access-Control-Allow-Origin"] == "*" and answer["Content-Type"] == "application/json"


def test_only_reading_is_possible(ask, body):
    answer = ask(f"body/{body}", "post")
    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["type"].endswith("/Error")
    before = ask(f"body/{body}", "options")
    assert before.status_code == 204 and before["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/oparl", "/oparl/v1.1/system"),
        ("/oparl/", "/oparl/v1.1/system"),
        ("/oparl/v1.1", "/oparl/v1.1/system"),
        ("/oparl/v1.1/system/", "/oparl/v1.1/system"),
        ("/oparl/v1.1/system?utm=x", "/oparl/v1.1/system"),
        ("/oparl/v1.1/body/00{body}", "/oparl/v1.1/body/{body}"),
        ("/oparl/v1.1/body/{body}/paper/", "/oparl/v1.1/body/{body}/paper"),
        ("/oparl/v1.1/body/{body}/paper?omit_internal=false", "/oparl/v1.1/body/{body}/paper"),
        ("/oparl/v1.1/body/{body}/paper?after=0", "/oparl/v1.1/body/{body}/paper"),
        (
            "/oparl/v1.1/body/{body}/paper?omit_internal=true&created_since=2026-01-01T00:00:00Z",
            "/oparl/v1.1/body/{body}/paper?created_since=2026-01-01T00%3A00%3A00Z&omit_internal=true",
        ),
        (
            "/oparl/v1.1/body/{body}/paper?created_since=2026-01-01T00:00:00+01:00",
            "/oparl/v1.1/body/{body}/paper?created_since=2026-01-01T00%3A00%3A00%2B01%3A00",
        ),
    ],
)
def test_every_thing_has_one_address(ask, body, path, target):
    answer = ask(path.format(body=body))
    assert (answer.status_code, answer["Location"]) == (301, BASE + target.format(body=body))
    assert ask(answer["Location"]).status_code == 200


def test_another_host_leads_to_the_right_one(client, outside, body):
    answer = client.get("/oparl/v1.1/system", secure=True)
    assert (answer.status_code, answer["Location"]) == (301, f"{ROOT}/system")
    assert client.get("/en/oparl/v1.1/system", secure=True).status_code == 404


def test_unchanged_things_are_not_sent_again(ask, body, many):
    for path in (f"body/{body}", f"body/{body}/paper", f"paper/{many[1].pk}", "system"):
        first = ask(path)
        again = ask(path, **{"if-none-match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), path
        assert again["Access-Control-Allow-Origin"] == "*"
    paper = ask(f"paper/{many[1].pk}")
    assert paper["Last-Modified"] == http_date(many[1].modified_at.timestamp())
    assert ask(f"paper/{many[1].pk}", **{"if-modified-since": paper["Last-Modified"]}).status_code == 304
    Paper.objects.filter(pk=many[1].pk).update(title="Neu", modified_at=timezone.now())
    assert ask(f"paper/{many[1].pk}", **{"if-none-match": paper["ETag"]}).status_code == 200


def test_umlauts_and_brackets_are_sent_as_they_are(ask, sommer):
    paper = Paper.objects.create(reference="1", title="Größe <b>& mehr</b>")
    assert "Größe <b>& mehr</b>".encode() in ask(f"paper/{paper.pk}").content
    packed = ask(f"body/{Municipality.objects.get(own=True).pk}/paper", **{"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]


def pdf() -> ContentFile:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return ContentFile(out.getvalue(), name="Größe der Bäume.pdf")


def test_own_documents_for_reading_and_saving(ask, sommer):
    paper = paper_actions.draft_paper("9", "Mit Anlage", by=sommer)
    file = file_actions.attach(paper, pdf(), by=sommer, name="Anlage")
    assert ask(f"file/{file.pk}").status_code == ask(f"file/{file.pk}/access").status_code == 404
    paper_actions.release_paper(paper, by=sommer)
    found = ask(f"paper/{paper.pk}").json()["auxiliaryFile"][0]
    assert found["accessUrl"].endswith("/access") and found["size"] == file.size
    read, saved = ask(found["accessUrl"]), ask(found["downloadUrl"])
    assert b"".join(read.streaming_content).startswith(b"%PDF") and "Content-Disposition" not in read
    assert (
        saved["Content-Disposition"] == "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe%20der%20B%C3%A4ume.pdf"
    )
    for answer in (read, saved):
        assert answer["Content-Length"] == str(file.size) and answer["ETag"] and answer["Last-Modified"]
        assert (
            answer["Content-Type"] == "application/pdf" and "script" not in answer["Content-Security-Policy"]
        )
    assert ask(found["accessUrl"], **{"if-none-match": read["ETag"]}).status_code == 304
    file_actions.detach(paper, file, by=sommer)
    assert ask(found["accessUrl"]).status_code == ask(found["downloadUrl"]).status_code == 410
    assert ask(f"file/{file.pk}").json()["deleted"] is True
    assert "auxiliaryFile" not in ask(f"paper/{paper.pk}").json()


def test_documents_of_other_systems_are_led_to(ask, town):
    paper = Paper.objects.create(reference="1", title="Übernommen")
    file = File.objects.create(
        name="x", access_url="http://alt.example.org/x.pdf", download_url="https://alt.example.org/y.pdf"
    )
    paper.files.add(file)
    assert ask(f"file/{file.pk}/access")["Location"] == "http://alt.example.org/x.pdf"
    assert ask(f"file/{file.pk}/download")["Location"] == "https://alt.example.org/y.pdf"
    bad = File.objects.create(name="y", access_url="javascript:alert(1)")
    paper.files.add(bad)
    assert ask(f"file/{bad.pk}").status_code == ask(f"file/{bad.pk}/access").status_code == 404
    Paper.objects.filter(pk=paper.pk).update(public=False, was_public=True, deleted_at=timezone.now())
    assert ask(f"file/{file.pk}/access").status_code == 410


def test_people_are_shown_by_name_and_office_alone(ask, sommer):
    person = record_actions.keep_person(
        None, by=sommer, name="Dr. Mia Muster", office_email="rat@example.org", offices=["Vorsitz"]
    )
    Person.objects.filter(pk=person.pk).update(
        gender="weiblich", extra={"phone": "02305 1"}, imported={"email": "privat@example.org"}
    )
    words = ask(f"person/{person.pk}").content.decode()
    assert "Vorsitz" in words and "rat@example.org" in words
    assert not [secret for secret in ("weiblich", "02305", "privat") if secret in words]


def test_a_paper_and_its_item_know_each_other(ask, sommer):
    from mitmachstadt.modules.council import actions

    rat = Organisation.objects.get(key="rat")
    meeting = actions.add_meeting(rat, timezone.now() + timedelta(days=5), place="Ratssaal", by=sommer)
    paper = paper_actions.keep_paper("2026/1", "Radweg", by=sommer)
    item = actions.add_agenda_item(meeting, "Radweg", by=sommer, paper=paper)
    station = ask(f"paper/{paper.pk}").json()["consultation"][0]
    assert (
        station["agendaItem"] == f"{ROOT}/agenda-item/{item.pk}"
        and station["meeting"] == f"{ROOT}/meeting/{meeting.pk}"
    )
    assert ask(f"agenda-item/{item.pk}").json()["consultation"] == station["id"]
    assert ask(f"meeting/{meeting.pk}").json()["location"]["description"] == "Ratssaal"
    assert [one["id"] for one in ask(f"organization/{rat.pk}/consultation").json()["data"]] == [station["id"]]
    actions.remove_agenda_item(item, by=sommer)
    assert "agendaItem" not in ask(f"meeting/{meeting.pk}").json()
    assert ask(f"agenda-item/{item.pk}").json()["deleted"] is True
    assert AgendaItem.objects.get().deleted_at and Meeting.objects.get().items.count() == 1


def test_the_answer_is_json_in_utf8_for_every_client(ask, body):
    answer = ask(f"body/{body}")
    assert answer["Content-Type"] == "application/json" and json.loads(answer.content.decode("utf-8"))
