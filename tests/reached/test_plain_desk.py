"""The desk's list of plain versions, and the checker with and without scripts."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mitmachstadt.modules.content.models import ContentPage
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    person = User.objects.create_user(email="redaktion@example.org", password="geheim-geheim")
    RoleAssignment.objects.create(user=person, role=Role.EDITOR)
    client.force_login(person)
    return client


@pytest.fixture
def pages():
    ContentPage.objects.create(slug="ohne", title="Ohne Fassung", body="<p>Text</p>", live=True)
    page = ContentPage.objects.create(
        slug="alt", title="Veraltete Fassung", body="<p>Text</p>", live=True,
        easy_body="<p>Der Platz wird gebaut.</p><p>Das ist gut.</p>",
    )  # fmt: skip
    page.body = "<p>Ein neuer Text</p>"
    page.save()
    ContentPage.objects.create(
        slug="gut", title="Gute Fassung", body="<p>Text</p>", live=True, easy_body="<p>Die Stadt baut.</p>"
    )


def test_a_changed_text_makes_its_plain_version_outdated_and_a_new_version_heals_it(pages):
    page = ContentPage.objects.get(slug="alt")
    assert page.easy_outdated
    page.easy_body = "<p>Neu geschrieben.</p>"
    page.save()
    assert not ContentPage.objects.get(slug="alt").easy_outdated
    page.title = "Nur ein anderer Titel"
    page.save()
    assert not ContentPage.objects.get(slug="alt").easy_outdated
    page.easy_body = ""
    page.save()
    assert not page.easy_outdated and page.easy_source == ""


def test_readers_are_told_that_a_version_is_being_renewed(client, pages):
    assert "wird gerade erneuert" in client.get("/seite/alt/?leicht=1").content.decode()
    assert "wird gerade erneuert" not in client.get("/seite/gut/?leicht=1").content.decode()


def test_the_list_shows_states_first_what_is_out_of_date_and_counts_questions(editor, pages):
    answer = editor.get("/schreibtisch/einfache-sprache/")
    rows = [(each["row"].title, str(each["state"]), each["findings"]) for each in answer.context["rows"]]
    assert rows == [
        ("Veraltete Fassung", "veraltet", 1),
        ("Ohne Fassung", "fehlt", 0),
        ("Gute Fassung", "vorhanden", 0),
    ]
    only = editor.get("/schreibtisch/einfache-sprache/?stand=missing&art=page").context["rows"]
    assert [each["row"].title for each in only] == ["Ohne Fassung"]
    assert editor.get("/schreibtisch/einfache-sprache/?stand=quatsch&art=quatsch").status_code == 200


def test_the_list_of_many_texts_costs_no_more_than_one_of_few(editor, pages):
    path = "/schreibtisch/einfache-sprache/"
    editor.get(path)
    cache.clear()  # figures kept for a minute are asked in both counts, however slow the machine is
    with CaptureQueriesContext(connection) as few:
        editor.get(path)
    ContentPage.objects.bulk_create(
        ContentPage(slug=f"s{n}", title=f"Seite {n:03}", body="<p>Text</p>", live=True) for n in range(120)
    )
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        answer = editor.get(path)
    assert len(many) == len(few)
    assert len(answer.context["rows"]) == 50
    texts = [q["sql"] for q in many if '"easy_body"' in q["sql"].split(" FROM ")[0] and "IN (" in q["sql"]]
    assert len(texts) == 1, "texts are read for the rows that are shown, and for no others"
    third = editor.get(path + "?seite=3")
    assert third.context["rows"][-1]["row"].title == "Gute Fassung"
    names = [
        str(each["row"].title) for n in (1, 2, 3) for each in editor.get(f"{path}?seite={n}").context["rows"]
    ]
    assert len(names) == len(set(names)) == 123


def test_the_checker_works_without_scripts_and_escapes_what_it_quotes(editor):
    page = editor.post(
        "/schreibtisch/einfache-sprache/pruefen/", {"text": "<b>Nicht</b> gut."}
    ).content.decode()
    assert '<q lang="de">Nicht</q>' in page and "<b>Nicht" not in page


def test_the_script_gets_places_and_advice_in_german(editor):
    body = json.dumps({"text": "Der Platz wird gebaut."})
    answer = editor.post("/schreibtisch/einfache-sprache/pruefen.json", body, content_type="application/json")
    [one] = answer.json()["findings"]
    assert (one["code"], one["start"], one["end"], one["words"]) == ("passive", 10, 21, "wird gebaut")
    assert "Sagen Sie, wer" in one["advice"]
    for bad in ("", "[]", "{}", "null"):
        assert (
            editor.post(
                "/schreibtisch/einfache-sprache/pruefen.json", bad, content_type="application/json"
            ).status_code
            == 400
        )


def test_it_is_for_staff_and_editors(client):
    for path in ("/schreibtisch/einfache-sprache/", "/schreibtisch/einfache-sprache/pruefen/"):
        assert Client().get(path).status_code == 302
    client.force_login(User.objects.create_user(email="gerda@example.org", password="geheim-geheim"))
    assert client.get("/schreibtisch/einfache-sprache/").status_code == 403
    assert (
        client.post(
            "/schreibtisch/einfache-sprache/pruefen.json", "{}", content_type="application/json"
        ).status_code
        == 403
    )
