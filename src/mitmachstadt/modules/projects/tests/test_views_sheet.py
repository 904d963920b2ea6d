"""The sheet of a project: its order, its words when something is not known, and what never shows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from mitmachstadt.modules.projects.models import CostEstimate, FundingShare, Reading, Suggestion
from mitmachstadt.modules.projects.tests.public_world import SECRET, make_suggestion, make_world
from mitmachstadt.spine.cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_sheet_answers_the_questions_in_their_order(client, world):
    text = page(client, "/vorhaben/V-2026-001/")
    order = (
        "Fahrradstraße Eichenweg</h1>", "Wo das Vorhaben steht", "Hinweise sammeln", "Worüber Sie mitreden können",
        "Wo geparkt werden darf", "Räder haben Vorrang", ">Wo<", "Was es kostet", "Hinweise und was daraus wurde",
        "Was sich geändert hat", "Papiere und Daten",
    )  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize("number", ["V-2026-003", "V-2026-004", "V-2026-999"])
@pytest.mark.parametrize("rest", ["", "hinweise/", "verlauf/", "termine.ics", "hinweise.pdf"])
def test_drafts_and_hidden_projects_are_as_unknown_as_invented_numbers(client, world, number, rest):
    response = client.get(f"/vorhaben/{number}/{rest}")
    assert response.status_code == 404
    assert SECRET not in response.content.decode(errors="replace")


def test_suggestions_keep_their_answer_the_reason_and_the_overdue_mark(client, world):
    text = page(client, "/vorhaben/V-2026-001/")
    assert "Bitte die Linden stehen lassen." in text
    assert "Zwei Linden sind krank." in text
    assert "Überfällig seit 2\u00a0Tagen" in text
    assert "1 Antwort ist überfällig" in text
    assert SECRET not in text
    everything = page(client, "/vorhaben/V-2026-001/hinweise/")
    assert "Entscheidung." in everything
    assert SECRET not in everything


def test_the_public_log_shows_and_the_internal_one_does_not(client, world):
    text = page(client, "/vorhaben/V-2026-001/verlauf/")
    assert "Kosten geändert" in text
    assert SECRET not in text


def test_what_is_not_known_is_said_in_a_sentence(client, world):
    text = page(client, "/vorhaben/V-2026-002/")
    assert "Kosten sind noch nicht bekannt." in text
    assert "noch kein Termin" in text
    assert "Noch keine Hinweise." in text
    assert "Das Vorhaben betrifft die ganze Stadt." in text


def test_costs_show_the_newest_range_and_the_earlier_ones(client, world):
    today = timezone.localdate()
    for low, high, days in ((250000, 310000, 9), (280000, 340000, 1)):
        CostEstimate.objects.create(
            project=world.open_project, low=Decimal(low), high=Decimal(high), price_year=2026,
            stated_on=today - timedelta(days=days),
        )  # fmt: skip
    FundingShare.objects.create(project=world.open_project, source="Land NRW", percent=70)
    text = page(client, "/vorhaben/V-2026-001/")
    assert text.index("280.000 bis 340.000\u00a0Euro") < text.index("250.000 bis 310.000\u00a0Euro")
    assert "Land NRW" in text


def test_an_exception_from_the_gate_stands_on_the_sheet(client, world):
    Reading.objects.filter(project=world.open_project).update(
        exception_reason="Die Förderfrist endet vorher."
    )
    assert "Die Förderfrist endet vorher." in page(client, "/vorhaben/V-2026-001/")
    world.listed.listing_exception = "Aus dem Vertrag übernommen."
    world.listed.save()
    assert "Aus dem Vertrag übernommen." in page(client, "/vorhaben/V-2026-002/")


def test_plain_language_is_shown_missing_or_out_of_date(client, world):
    assert "noch nicht in Leichter Sprache" in page(client, "/vorhaben/V-2026-001/?leicht=1")
    project = world.open_project
    project.easy_text, project.easy_text_version, project.text_version = "Hier wird gebaut.", 1, 2
    project.save()
    text = page(client, "/vorhaben/V-2026-001/?leicht=1")
    assert "Hier wird gebaut." in text
    assert "seit dieser Text entstand" in text


def test_markup_in_a_sheet_stays_text(client, world):
    project = world.open_project
    project.title = "<script>alert(1)</script>"
    project.description = "<img src=x onerror=alert(1)>"
    project.save()
    text = page(client, "/vorhaben/V-2026-001/")
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text


def test_a_thousand_suggestions_cost_no_more_queries_and_come_in_pages(
    client, world, django_assert_max_num_queries
):
    cases = [
        Case(number=f"H-2025-{n}", kind="suggestion", state="statement", title="x", unit=world.town,
             secret_hash=f"x{n}", public=True) for n in range(1000)
    ]  # fmt: skip
    made = Case.objects.bulk_create(cases)
    Suggestion.objects.bulk_create(
        [Suggestion(case=case, project=world.open_project, text="Mehr Bänke.") for case in made]
    )
    page(client, "/suche/")  # the figures in the foot of every page, kept for a minute
    with django_assert_max_num_queries(25):
        text = page(client, "/vorhaben/V-2026-001/")
    assert "Alle 1002 Hinweise" in text
    assert page(client, "/vorhaben/V-2026-001/hinweise/?seite=2").count('<article class="card"') == 20


def test_a_suggestion_hidden_later_is_gone_at_once(client, world):
    shown = make_suggestion(world.listed, "H-2026-0099", "Bitte mehr Schatten.")
    assert "mehr Schatten" in page(client, "/vorhaben/V-2026-002/")
    Case.objects.filter(pk=shown.case_id).update(hidden=True)
    assert "mehr Schatten" not in page(client, "/vorhaben/V-2026-002/")


def test_a_point_added_later_shows_at_once(client, world):
    page(client, "/vorhaben/V-2026-002/")
    world.listed.points.create(text="Welche Geräte kommen")
    assert "Welche Geräte kommen" in page(client, "/vorhaben/V-2026-002/")


def test_the_english_sheet_speaks_english(client, world):
    text = page(client, "/en/vorhaben/V-2026-001/")
    assert "Where the project stands" in text
    assert "Collecting suggestions" in text
    assert '<h1 lang="de"' in text
