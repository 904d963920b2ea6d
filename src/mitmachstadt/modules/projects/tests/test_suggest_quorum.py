"""Quorums are counted from the town's own figures, so that people can reach them: 1 % of the district concerned in Heilbronn."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.modules.projects.suggest_actions import Sender, Words, hand_in, propose
from mitmachstadt.modules.projects.suggest_queries import residents_concerned, town_rules
from mitmachstadt.modules.projects.tests.suggest_world import new_world
from mitmachstadt.modules.projects.tests.test_suggest_views import form_values, later, url_of
from mitmachstadt.spine.city.models import District, Population, StatisticalDistrict
from mitmachstadt.spine.city.queries import residents_of
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db


def figure(name: str, residents: int, day: date = date(2015, 12, 31)) -> None:
    """One figure of the town's statistics."""
    unit, _new = StatisticalDistrict.objects.get_or_create(slug=name.lower(), defaults={"name": name})
    Population.objects.create(district=unit, day=day, residents=residents, source="Statistik der Stadt")


@pytest.fixture
def heilbronn():
    """Heilbronn's rules; Ickern has 4,200 residents, the whole town 10,000, and Pöppinghausen no figure."""
    world = new_world("heilbronn")
    figure("Ickern", 9999, date(2014, 12, 31))
    figure("Ickern", 4200)
    figure("Rauxel", 5800)
    ickern = District.objects.create(
        slug="ickern", name="Ickern", lat=51.59, lon=7.338, aliases=["Ickern-Nord"]
    )
    District.objects.create(slug="poeppinghausen", name="Pöppinghausen", lat=51.56, lon=7.27)
    world.project.districts.add(ickern)
    return world


def idea(**values: object) -> Words:
    """An idea under Heilbronn's rules."""
    facts = {"kind": "list_known_plan", "title": "Brücke", "text": "Bitte aufnehmen.", "place_text": "Ickern"}
    return Words(**{**facts, "age": 40, "resident": True, **values})  # type: ignore[arg-type]


def test_the_newest_figures_count_by_district_and_for_the_town(heilbronn):
    ickern, unknown = District.objects.get(slug="ickern"), District.objects.get(slug="poeppinghausen")
    assert residents_of([ickern]) == 4200
    assert residents_of() == 10_000
    assert residents_of([ickern, unknown]) == 10_000


def test_without_figures_nothing_is_guessed(heilbronn):
    Population.objects.all().delete()
    assert residents_of() is None
    with pytest.raises(Refused) as refused:
        propose(idea(signatures=9999), Sender())
    assert {problem.code for problem in refused.value.problems} == {"quorum_unknown"}


@pytest.mark.parametrize(
    ("place", "needed"), [("Ickern", 42), ("ickern-nord", 42), ("Am Bahnhof 3", 100), ("Pöppinghausen", 100)]
)
def test_one_percent_of_the_area_is_enough_for_an_idea_and_one_less_is_not(heilbronn, place, needed):
    with pytest.raises(Refused) as refused:
        propose(idea(place_text=place, signatures=needed - 1), Sender())
    assert [(p.field, p.code) for p in refused.value.problems] == [("signatures", "quorum_missed")]
    assert f"{needed} Unterschriften sind nötig" in str(refused.value)
    assert not Suggestion.objects.exists()
    case, _secret = propose(idea(place_text=place, signatures=needed), Sender())
    assert case.suggestion.supporters == needed - 1


def test_participation_on_a_project_counts_its_districts(heilbronn):
    words = {"text": "Bitte eine Versammlung.", "kind": "participation", "age": 40, "resident": True}
    with pytest.raises(Refused):
        hand_in(heilbronn.project, Words(**words, signatures=41), Sender())
    hand_in(heilbronn.project, Words(**words, signatures=42), Sender())
    heilbronn.project.whole_town = True
    assert residents_concerned(town_rules(timezone.localdate()), heilbronn.project) == 10_000


def test_the_form_on_a_project_asks_for_the_signatures_and_says_what_is_missing(client, heilbronn):
    url = url_of(heilbronn)
    values = form_values(
        client, url, age="40", resident="yes", about=f"{heilbronn.point.pk}", signatures="41"
    )
    with later():
        refused = client.post(url, values)
        text = refused.content.decode()
        assert refused.status_code == 422
        assert "42 Unterschriften sind nötig, 41 liegen vor." in text.split('id="feld-signatures"')[1][:900]
        assert client.post(url, {**values, "signatures": "42"}).status_code == 302


def test_towns_without_a_quorum_do_not_ask(client):
    assert 'name="signatures"' not in client.get(url_of(new_world())).content.decode()
