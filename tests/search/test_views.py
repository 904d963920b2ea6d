"""The search page and its suggestions as a visitor without JavaScript gets them."""

from __future__ import annotations

import pytest
from django.test import Client

from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.search.actions import index_entry
from mitmachstadt.spine.search.kinds import kind_name, name_kind
from tests.search import corpus

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> None:
    corpus.load()
    District.objects.get_or_create(slug="ickern", defaults={"name": "Ickern", "lat": 51.59, "lon": 7.34})
    Topic.objects.get_or_create(slug="mobilitaet", defaults={"name": "Mobilität"})


def page(client: Client, query: str) -> str:
    answer = client.get(f"/suche/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_hits_with_title_mark_and_page_title(client: Client, town: None) -> None:
    html = page(client, "q=Radweg")
    assert "<title>Suche: Radweg · " in html
    assert "Schäden an <mark>Radwegen</mark> rasch beheben" in html
    assert "3 Treffer" in html
    assert 'name="robots" content="noindex' in html


def test_an_honest_nothing_with_a_question_and_ways_on(client: Client, town: None) -> None:
    html = page(client, "q=Radwech&art=project")
    assert "Nichts gefunden für „Radwech“." in html
    assert "Meinten Sie" in html
    assert (
        'href="/suche/?q=Radweg&amp;art=project"' in html or 'href="/suche/?art=project&amp;q=Radweg"' in html
    )
    assert "Hier geht es weiter" in html


def test_a_mended_typo_is_said(client: Client, town: None) -> None:
    assert "Das sind die Treffer für „Spielplatz“. „Spielplaz“ kommt nirgends vor." in page(
        client, "q=Spielplaz"
    )


def test_missing_and_scattered_words_are_said(client: Client, town: None) -> None:
    assert "Dieses Wort kommt nirgends vor: xyzzyq." in page(client, "q=Radstation+xyzzyq")
    assert "Kein Eintrag enthält alle Ihre Wörter." in page(client, "q=Radstation+Frauenhaus")


def test_filters_are_links_that_switch(client: Client, town: None) -> None:
    html = page(client, "q=Konzept")
    assert 'href="/suche/?q=Konzept&amp;thema=mobilitaet"' in html
    assert "Mobilität" in html
    chosen = page(client, "q=Konzept&thema=mobilitaet")
    assert 'aria-current="true"' in chosen
    assert "Filter entfernen" in chosen
    assert '<details class="accordion form-body text" open>' in chosen
    assert '<details class="accordion form-body text" open>' not in html


def test_filters_that_leave_nothing_name_the_rest(client: Client, town: None) -> None:
    html = page(client, "q=Radstation&stadtteil=ickern")
    assert "Zu diesen Filtern passt nichts. Ohne sie gibt es 1 Treffer." in html


def test_long_questions_are_cut_with_a_sentence(client: Client, town: None) -> None:
    html = page(client, "q=" + "Radweg+" * 60)
    assert "Wir haben die ersten 200 Zeichen Ihrer Suche verwendet." in html


def test_pages_and_a_page_behind_the_last(client: Client, town: None) -> None:
    html = page(client, "q=Stadt")
    assert "seite=2" in html
    assert "Seite 2 · " in page(client, "q=Stadt&seite=2")
    assert client.get("/suche/?q=Stadt&seite=999").url == "/suche/?q=Stadt"  # type: ignore[attr-defined]
    assert page(client, "q=Stadt&seite=%C2%B2&art=%00&thema=" + "x" * 3000)


def test_empty_question_and_english(client: Client, town: None) -> None:
    assert "Finden Sie Vorhaben, Hinweise, Orte und Zuständige." in page(client, "q=+")
    assert "Nothing found for “qwrtzp”." in client.get("/en/suche/?q=qwrtzp").content.decode()
    assert client.post("/suche/").status_code == 405


def test_markup_in_question_and_data_is_text(client: Client) -> None:
    index_entry(kind="project", object_id="1", title="<script>alert(1)</script> Brunnen", url="/1/")
    html = page(client, "q=%3Cscript%3E+Brunnen")
    assert "<script>alert" not in html
    assert "&lt;<mark>script</mark>&gt;" in html


def test_suggestions(client: Client, town: None) -> None:
    index_entry(kind="project", object_id="hidden", title="Radgeheimnis", url="/x/", public=False)
    answer = client.get("/suche/vorschlaege.json?q=rad")
    data = answer.json()
    assert 0 < len(data["entries"]) <= 8
    assert set(data["entries"][0]) == {"title", "kind", "url"}
    assert "Radgeheimnis" not in str(data)
    assert "max-age=300" in answer["Cache-Control"]
    assert client.get("/suche/vorschlaege.json").json() == {"q": "", "entries": []}


def test_kinds_have_names() -> None:
    assert kind_name("project") == "Vorhaben"
    assert kind_name("never-named") == "never-named"
    name_kind("named-in-test", "Proben")
    assert kind_name("named-in-test") == "Proben"
