"""The archive as readers use it: filled lists with sums, every kind of page, and a number of questions that does not grow."""

from __future__ import annotations

from functools import partial
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mitmachstadt.modules.consul.actions import pages, runs
from mitmachstadt.modules.consul.importers import tables
from mitmachstadt.modules.consul.models import Page, Record
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.talk import former as talk
from tests.consul.dump import write_csv
from tests.consul.dump_full import FULL, write_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    folder = tmp_path / "tabellen"
    folder.mkdir()
    run = runs.take("alt", "Alte Plattform", "", "tables")
    reader = partial(tables.work, found=tables.open_tables(write_csv(folder, FULL)))
    assert list(runs.work(run, reader, folder=write_files(tmp_path / "dateien")))


def more(number, start):
    """So many projects of ten budgets with five headings each."""
    from django.utils import timezone

    dice = Random(start)
    pages.take_over(
        [
            pages.Former(
                key=f"mehr:{one}", sort="investment", at=timezone.now(), budget=f"Bürgerbudget {2010 + one % 10}",
                data={"title": f"Projekt {one}", "text": "Mehr Grün.", "heading": f"Bereich {one % 5}", "price": 100 * one,
                      "feasibility": "feasible", "selected": one % 2 == 0, "winner": one % 4 == 0, "up": dice.randrange(90)},
            )
            for one in range(start, start + number)
        ]
    )  # fmt: skip


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.slow
def test_a_list_of_a_thousand_asks_as_much_as_one_of_ten(filled, client):
    queries = ("", "?art=projekte", "?art=projekte&budget=Bürgerbudget 2012&folge=kosten", "?q=Grün")
    more(10, 1)
    few = {query: asked(client, reverse("consul:list") + query) for query in queries}
    assert max(few.values()) <= 12
    more(1_000, 11)
    assert {query: asked(client, reverse("consul:list") + query) for query in queries} == few


def test_a_page_with_many_comments_asks_as_much_as_one_with_few(filled, client):
    page = Page.objects.get(title="Bänke im Park")
    few = asked(client, f"/archiv/{page.case.number}/")
    rows = [
        talk.FormerComment(
            key=f"mehr:{one}", about=page.case.number, text=f"Wort {one}", name="Cem", at=page.written_at
        )
        for one in range(60)
    ]
    talk.take_over(rows)
    talk.count_many([page.case.number])
    assert asked(client, f"/archiv/{page.case.number}/") <= few + 1


def test_each_kind_of_page_says_what_it_is(filled, client):
    for title, words in (
        ("Der neue Spielplatz", ("Was soll gebaut werden?", "<b>41</b> Antworten", "95 %", "vor Ort", "Werte als Tabelle")),
        ("Ohne Ergebnis", ("Ja oder nein?", "Die frühere Plattform hat keine Zahlen veröffentlicht.")),
        ("Satzung über Grünflächen", ("Beschlossene Fassung", "Endfassung", "Hunde sind willkommen", "Brauchen wir mehr Grün?")),
        ("Hundewiese", ("Vorschlag zu einem Text", "Satzung über Grünflächen")),
        ("Bänke im Park", ("Die Bank am Teich", "Zu den heutigen Bürgerbudgets", "Haben Sie das geschrieben?")),
    ):  # fmt: skip
        page = client.get(f"/archiv/{Page.objects.get(title=title).case.number}/").content.decode()
        for one in words:
            assert one in page, (title, one)
    poll = client.get(f"/archiv/{Page.objects.get(title='Ohne Ergebnis').case.number}/").content.decode()
    assert "Haben Sie das geschrieben?" not in poll and "<progress" not in poll


def test_projects_are_filtered_summed_and_ordered(filled, client):
    more(40, 1)
    address = reverse("consul:list")
    whole = client.get(address + "?art=projekte")
    assert (whole.context["total"]["n"], whole.context["total"]["granted"]) == (42, 10)
    assert whole.context["total"]["granted_costs"] == sum(100 * one for one in range(4, 41, 4))
    of_town = next(one for one in whole.context["by"] if one["heading"] == "Ganze Stadt")
    assert (of_town["budget"], of_town["n"], of_town["money"], of_town["granted"]) == (
        "Bürgerbudget 2022",
        1,
        50_000,
        0,
    )
    found = client.get(
        address + "?art=projekte&ergebnis=bewilligt&budget=Bürgerbudget 2014&bereich=Bereich 4&folge=kosten"
    )
    assert [one.title for one in found.context["page"]] == ["Projekt 24", "Projekt 4"]
    assert found.context["total"]["costs"] == 2_800
    assert "2.800" in found.content.decode()
    assert [one.title for one in client.get(address + "?art=projekte&umsetzbar=nein").context["page"]] == []
    assert (
        client.get(address + "?art=projekte&ergebnis=unsinn&umsetzbar=%00&folge=x").context["total"]["n"]
        == 42
    )
    # Only projects have sums.
    assert "total" not in client.get(address + "?art=umfragen&budget=Bürgerbudget 2022").context
    assert client.get(address + "?art=umfragen&budget=x").context["page"].paginator.count == 3


def test_words_of_questions_and_versions_are_found(filled, client):
    address = reverse("consul:list")
    for word, title in (("Rutsche", "Der neue Spielplatz"), ("willkommen", "Satzung über Grünflächen")):
        assert [one.title for one in client.get(f"{address}?q={word}").context["page"]] == [title]


@pytest.mark.parametrize(
    ("old", "kind", "number"),
    [
        ("/polls/1", "poll", 1), ("/polls/1-der-neue-spielplatz/results", "poll", 1),
        ("/legislation/processes/1", "legislation", 1),
        ("/legislation/processes/1/draft_versions/31", "legislation", 1), ("/legislation/processes/1/debate", "legislation", 1),
        ("/legislation/processes/1/questions/51", "legislation", 1),
        ("/legislation/processes/1/proposals/61-x", "suggestion", 61),
    ],
)  # fmt: skip
def test_old_addresses_of_polls_and_texts_lead_here(filled, client, old, kind, number):
    answer = client.get(old)
    target = Record.objects.get(kind=kind, old_id=number).target
    assert (answer.status_code, answer["Location"]) == (301, f"/archiv/{target}/")
    assert client.get(answer["Location"]).status_code == 200


def test_old_lists_lead_to_the_list_of_their_kind(filled, client):
    for old, new in (
        ("/polls", "/archiv/?art=umfragen"), ("/legislation/processes", "/archiv/?art=texte"),
        ("/budgets/5-x/investments", "/archiv/?art=projekte&budget=B%C3%BCrgerbudget+2022"),
        ("/budgets/5/results", "/archiv/?art=projekte&budget=B%C3%BCrgerbudget+2022"),
        ("/budgets/99/results", "/archiv/?art=projekte"),
    ):  # fmt: skip
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, new)
    for old in (
        "/polls/999",
        "/polls/nie-gezeigt",
        "/polls/4",
        "/legislation/processes/2",
        "/legislation/processes/1/proposals/62",
    ):
        assert client.get(old).status_code == 404


def test_the_open_data_hold_results_and_money(filled, client):
    rows = {one["titel"]: one for one in client.get("/daten/archiv.json").json()["eintraege"]}
    one = rows["Bänke im Park"]
    assert (one["budget"], one["bereich"], one["kosten"], one["zur_abstimmung"], one["bewilligt"]) == (
        "Bürgerbudget 2022", "Ganze Stadt", 4500, True, False,
    )  # fmt: skip
    assert "Was soll gebaut werden?: Rutsche: 41" in rows["Der neue Spielplatz"]["ergebnisse"]
    assert rows["Ohne Ergebnis"]["ergebnisse"] in ("", None)
