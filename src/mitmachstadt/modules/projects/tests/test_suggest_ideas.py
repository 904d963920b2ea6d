"""An idea that is taken up becomes a draft in the same moment, linked both ways, seen by everybody only once it is public."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from mitmachstadt.modules.projects.models import Project, Suggestion
from mitmachstadt.modules.projects.suggest_actions import Sender, Words, propose
from mitmachstadt.modules.projects.suggest_desk import next_step
from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.modules.projects.tests.suggest_world import GIVEN, World, new_world
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.files.actions import delete_upload, store_upload
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db

TEXT = "Am Kanal fehlt ein Weg für Rollstühle, dort ist nur Schotter."


def ideas_world() -> World:
    """The town; its project has a number of an earlier year, so that the series of this year begins with the draft."""
    world = new_world()
    Project.objects.update(number="V-2020-001")
    return world


@pytest.fixture
def town():
    world = ideas_world()
    District.objects.create(slug="ickern", name="Ickern", lat=51.59, lon=7.338)
    return world


def proposed(world) -> tuple[Case, str]:
    """An idea with its receipt's secret."""
    words = Words(
        kind="new_project", title="Weg am Kanal", text=TEXT, place_text="Ickern", age=30, resident=True
    )
    return propose(words, Sender())


def before_decision(world) -> Case:
    """An idea whose decision is due."""
    case = proposed(world)[0]
    for key in ("release", "statement", "recommendation"):
        case = bulk.take(case, key, GIVEN[key], by=world.vogel_coordinator, expect_version=case.version)
    return case


def decide(world, case: Case, outcome: str = "taken_up", **more: object) -> Case:
    given = Given(outcome=outcome, text="Der Rat nimmt den Weg in die Liste auf.", more=more)
    return bulk.take(case, "decide", given, by=world.vogel_coordinator, expect_version=case.version)


def publish(project: Project) -> None:
    """Makes a draft public, whatever its sheet lacks."""
    now = timezone.now()
    Project.objects.filter(pk=project.pk).update(state="published", published_at=now, members_informed_at=now)


def test_every_letter_to_somebody_with_an_idea_calls_it_an_idea(town):
    case = proposed(town)[0]
    for key in ("release", "statement", "recommendation", "decide"):
        letter = next_step(case, town.vogel_coordinator).letter
        assert f" Idee {case.number}" in letter and "Hinweis" not in letter
        if key != "decide":
            case = bulk.take(case, key, GIVEN[key], by=town.vogel_coordinator, expect_version=case.version)


@pytest.mark.parametrize("outcome", ["taken_up", "in_part"])
def test_an_accepted_idea_begins_a_draft_with_its_words(town, outcome):
    case = decide(town, before_decision(town), outcome, owner=town.traffic, unit=town.green)
    project = Project.objects.get(idea__case=case)
    assert (project.state, project.is_public) == ("draft", False)
    assert (project.title, project.description) == ("Weg am Kanal", TEXT)
    assert (project.owner, project.unit) == (town.traffic, town.green)
    assert [district.slug for district in project.districts.all()] == ["ickern"]
    assert [place.label for place in project.places.all()] == ["Ickern"]
    assert Suggestion.objects.get(case=case).became == project


def test_the_draft_keeps_a_picture_of_its_own(town):
    case = before_decision(town)
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    out.seek(0)
    Suggestion.objects.filter(case=case).update(photo=store_upload(out, alt="Der Schotterweg", public=True))
    decide(town, case, owner=town.traffic)
    project, idea = Project.objects.get(idea__case=case), Suggestion.objects.get(case=case)
    assert (project.photo.alt, project.photo.public) == ("Der Schotterweg", False)
    delete_upload(idea.photo)
    assert default_storage.exists(project.photo.paths()[0])


@pytest.mark.parametrize("outcome", ["not_taken_up", "referred"])
def test_other_decisions_begin_none_and_need_no_owner(town, outcome):
    given = Given(outcome=outcome, text="Der Weg gehört dem Land, nicht der Stadt.", passed_to="Straßen.NRW")
    case = before_decision(town)
    bulk.take(case, "decide", given, by=town.vogel_coordinator, expect_version=case.version)
    assert Project.objects.count() == 1  # the one of the world


def test_without_somebody_who_plans_it_nothing_is_written(town):
    case = before_decision(town)
    with pytest.raises(Refused) as refused:
        decide(town, case)
    assert [(p.field, p.code) for p in refused.value.problems] == [("owner", "missing")]
    case.refresh_from_db()
    assert case.state == "decision"
    assert Suggestion.objects.get(case=case).outcome == ""
    assert Project.objects.count() == 1


def test_a_draft_leaks_nowhere_and_a_public_project_is_linked_both_ways(client, town):
    case, secret = proposed(town)
    for key in ("release", "statement", "recommendation"):
        case = bulk.take(case, key, GIVEN[key], by=town.vogel_coordinator, expect_version=case.version)
    case = decide(town, case, owner=town.traffic)
    project = Suggestion.objects.get(case=case).became
    pages = [
        f"/vorgang/{case.number}/",
        f"/vorgang/{case.number}/{secret}/",
        "/daten/hinweise.json",
        "/vorhaben/",
    ]
    for page in pages:
        assert project.number not in client.get(page).content.decode(), page
    assert client.get(f"/vorhaben/{project.number}/").status_code == 404
    publish(project)
    for page in pages[:3]:
        assert project.number in client.get(page).content.decode(), page
    sheet = client.get(f"/vorhaben/{project.number}/").content.decode()
    assert f'href="/vorgang/{case.number}/"' in sheet and "Aus der Bürgerschaft vorgeschlagen" in sheet
    row = json.loads(client.get("/daten/hinweise.json").content)["eintraege"][0]
    assert row["daraus_vorhaben"] == project.number
    Project.objects.filter(pk=project.pk).update(hidden=True)
    for page in pages[:3]:
        assert project.number not in client.get(page).content.decode(), page


def test_a_hidden_idea_is_not_named_on_its_project(client, town):
    case = decide(town, before_decision(town), owner=town.traffic)
    project = Suggestion.objects.get(case=case).became
    publish(project)
    bulk.take(case, "hide", GIVEN["hide"], by=town.vogel_coordinator, expect_version=case.version)
    assert case.number not in client.get(f"/vorhaben/{project.number}/").content.decode()


def test_hidden_by_mistake_and_shown_again_there_is_still_one_project(town):
    case = decide(town, before_decision(town), owner=town.traffic)
    for key in ("hide", "restore", "release"):
        case = bulk.take(case, key, GIVEN[key], by=town.vogel_coordinator, expect_version=case.version)
    assert case.state == "taken_up"
    assert Project.objects.count() == 2


def test_the_desk_asks_who_plans_it_and_shows_the_draft(client, town):
    case = before_decision(town)
    client.force_login(town.vogel_coordinator)
    page = client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    assert 'name="owner"' in page and 'name="unit"' in page
    values = {
        "schritt": "decide",
        "version": case.version,
        "outcome": "taken_up",
        "text": "Kommt auf die Liste.",
    }
    refused = client.post(f"/schreibtisch/vorgang/{case.number}/schritt/", values)
    assert refused.status_code == 422
    assert (
        "Bitte sagen Sie, wer das Vorhaben plant"
        in refused.content.decode().split('id="feld-owner"')[1][:900]
    )
    chosen = {**values, "owner": town.traffic.pk}
    assert client.post(f"/schreibtisch/vorgang/{case.number}/schritt/", chosen).status_code == 302
    project = Suggestion.objects.get(case=case).became
    assert project.owner == town.traffic
    assert (
        f"/schreibtisch/vorhaben/{project.number}/"
        in client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()
    )
    assert case.number in client.get(f"/schreibtisch/vorhaben/{project.number}/").content.decode()


def test_a_suggestion_on_a_project_asks_for_no_owner(client, town):
    from mitmachstadt.modules.projects.tests.suggest_world import send

    case = send(town)
    for key in ("release", "statement", "recommendation"):
        case = bulk.take(case, key, GIVEN[key], by=town.vogel_coordinator, expect_version=case.version)
    client.force_login(town.vogel_coordinator)
    assert 'name="owner"' not in client.get(f"/schreibtisch/vorgang/{case.number}/").content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_accepted_by_five_at_once_it_becomes_one_project():
    world = ideas_world()
    case = before_decision(world)
    results = at_once(5, lambda n: decide(world, Case.objects.get(pk=case.pk), owner=world.traffic).state)
    assert sorted(map(str, results)).count("taken_up") == 1
    assert sum(isinstance(result, Refused) for result in results) == 4, results
    assert Project.objects.filter(idea__case=case).count() == 1
    assert Project.objects.count() == 2
