"""A district or an organisation is found by its names and lands where its projects, or its role, can be read."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.projects.landing import index_landings
from mitmachstadt.modules.projects.tests.public_world import SECRET, make_world
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.models import District, Organisation
from mitmachstadt.spine.search.queries import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = make_world()
    index_landings(None, Report("Suche"))
    return made


def hits(text: str, kind: str) -> dict[str, str]:
    return {hit.object_id: hit.url for hit in find(text, kinds=[kind]).hits}


def test_a_district_lands_on_its_projects(client, world):
    url = hits("Rauxel", "district")["rauxel"]
    assert url == "/vorhaben/?stadtteil=rauxel"
    assert world.open_project.title in client.get(url).content.decode()


def test_who_plans_and_who_takes_part_land_on_their_page(client, world):
    url = hits("Stadt Castrop-Rauxel", "organisation")["stadt"]
    text = client.get(url).content.decode()
    assert world.open_project.title in text and SECRET not in text
    council = client.get(hits("Rat der Stadt", "body")["rat"]).content.decode()
    assert "Wo sie dabei sind" in council and world.open_project.title in council and SECRET not in council
    assert client.get("/vorhaben/wer/gibt-es-nicht/").status_code == 404


def test_an_organisation_without_projects_says_so_and_leads_on(client, world):
    Organisation.objects.create(key="vhs", name="Volkshochschule", kind="town", role="Kurse für alle.")
    text = client.get(hits("Volkshochschule", "organisation")["vhs"]).content.decode()
    assert "Kurse für alle." in text and "Auf der Liste steht gerade kein Vorhaben" in text
    assert 'href="/vorhaben/"' in text


def test_what_editors_change_is_found_at_once(world):
    world.ickern.aliases = ["Ickern-Nord"]
    world.ickern.save()
    assert "ickern" in hits("Ickern-Nord", "district")
    Organisation.objects.create(key="musikschule", name="Musikschule", kind="town")
    assert "musikschule" in hits("Musikschule", "organisation")
    Organisation.objects.get(key="musikschule").delete()
    assert not hits("Musikschule", "organisation")
    District.objects.create(slug="neu", name="Neustadt", lat=51.5, lon=7.3)
    assert "neu" in hits("Neustadt", "district")


def test_examples_are_no_hits(world):
    Organisation.objects.create(key="beispiel", name="Beispielamt Verkehr", kind="town", sample=True)
    assert not hits("Beispielamt", "organisation")
