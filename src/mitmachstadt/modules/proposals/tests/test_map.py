"""The map of proposals: the list's filters, small at any number, the same list without scripts, never a hidden one."""

from __future__ import annotations

import json
import random

import pytest
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.proposals.actions.voting import cast
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.tests.world import one
from mitmachstadt.spine.cases.models import Case

pytestmark = pytest.mark.django_db
LAT, LON = 51.55, 7.31


def placed(world, title="Bänke am Markt", lat=LAT, lon=LON):
    return world.released(title, lat=lat, lon=lon, label="Markt")


def many(world, count):
    first, dice = placed(world), random.Random(7)
    cases = Case.objects.bulk_create(
        Case(
            number=f"BV-2020-{n:06d}", kind="proposal", title="x", unit=world.office, public=True, state="collecting",
            secret_hash=f"m-{n}", subject_kind="proposal",
        )
        for n in range(count)
    )  # fmt: skip
    Proposal.objects.bulk_create(
        Proposal(
            case=case, title="Eine Bank mit einem recht langen Namen für den kleinen Platz", text="x", terms=first.terms,
            released_at=timezone.now(), ends_on=first.ends_on, label="Platz an der langen Straße mit Namen",
            lat=LAT + dice.gauss(0, 0.02), lon=LON + dice.gauss(0, 0.03),
        )
        for case in cases
    )  # fmt: skip
    return first


def features(query="zoom=11", client=None):
    answer = (client or Client()).get(f"/vorschlaege/karte.geojson?{query}")
    assert answer.status_code == 200
    return json.loads(answer.content)["features"]


def test_few_stand_alone_with_what_a_pin_says(world):
    proposal = placed(world)
    world.released("Für die ganze Stadt")
    (spot,) = features()
    assert spot["properties"]["url"] == proposal.get_absolute_url()
    assert spot["properties"]["kind"] == "open" and spot["geometry"]["coordinates"] == [LON, LAT]
    assert not features("zoom=11&bbox=8,52,9,53")
    for bad in ("zoom=x", "bbox=1,2,3&zoom=3", "bbox=a,b,c,d", "zoom=99"):
        assert Client().get(f"/vorschlaege/karte.geojson?{bad}").status_code == 400


def test_many_are_counted_and_the_answer_stays_small(world, django_assert_max_num_queries):
    many(world, 3000)
    for query in ("zoom=8", "zoom=11", "zoom=13", "zoom=16", "zoom=22"):
        client = Client()
        with django_assert_max_num_queries(5):
            answer = client.get(f"/vorschlaege/karte.geojson?{query}")
        assert len(answer.content) < 100_000, query
    total = sum(one_["properties"].get("count", 1) for one_ in features("zoom=8"))
    assert total == 3001


def test_the_lists_filters_hold_on_the_map(world, client):
    first = placed(world)
    placed(world, "Ampel vor der Schule", lat=LAT + 0.01)
    cast(first.case.number, world.ali_resident, 1)
    keys = {row["properties"]["key"] for row in features("zoom=11&q=Ampel")}
    assert keys == {Proposal.objects.get(title="Ampel vor der Schule").case.number}
    assert not features("zoom=11&stand=beantwortet")
    client.force_login(world.ali_resident)
    answer = client.get("/vorschlaege/karte.geojson?zoom=11&ohne=1")
    assert [row["properties"]["key"] for row in json.loads(answer.content)["features"]] == [*keys]
    assert "private" in answer["Cache-Control"]
    page = client.get("/vorschlaege/karte/?ohne=1").content.decode()
    assert "Ampel vor der Schule" in page and first.title not in page


def test_the_page_is_a_map_and_its_list_without_scripts(world, client):
    proposal = placed(world)
    page = client.get("/vorschlaege/karte/?folge=dafuer").content.decode()
    assert "data-live-map" in page and page.count(proposal.get_absolute_url()) >= 2
    assert 'action="/vorschlaege/karte/"' in page
    assert "/vorschlaege/karte/" in client.get("/vorschlaege/").content.decode()


def test_what_is_hidden_is_on_no_map(world):
    proposal = placed(world)
    many(world, 300)
    assert proposal.case.number in json.dumps(features("zoom=22&q=Markt"))
    world.take(proposal.case, "hide", reason="Es steht ein Name darin.")
    assert proposal.case.number not in json.dumps(features("zoom=22"))


def test_sorted_by_the_day_of_the_answer_stand_only_answered_ones(world, client):
    old, new, _open = (placed(world, f"Vorschlag {word}") for word in ("Alt", "Neu", "Offen"))
    for proposal in (new, old):
        world.take(proposal.case, "answer", outcome="accepted", text="Wir machen es im Mai.")
    Proposal.objects.filter(pk=old.pk).update(answered_on="2020-01-01")
    page = client.get("/vorschlaege/?folge=antwort").content.decode()
    assert page.index("Vorschlag Neu") < page.index("Vorschlag Alt") and "Vorschlag Offen" not in page
    assert "Vorschlag Offen" in client.get("/vorschlaege/?folge=antwort&stand=offen").content.decode()
    assert one(new.case).answered_on
