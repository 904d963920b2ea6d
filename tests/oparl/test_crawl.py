"""Everything that can be reached from the system is whole, valid and in its list."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from mitmachstadt.modules.council.oparl import stored
from tests.oparl.world import fill, plant_secrets

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_the_example_town(town, crawl):
    call_command("seed_sample", verbosity=0)
    found = crawl()
    assert found.findings == []
    counts = found.counts()
    assert counts["System"] == counts["Body"] == 1 and counts["Meeting"] > 3 and counts["AgendaItem"] > 3


def test_a_council_of_every_kind(town, crawl):
    fill(1, papers=230)
    found = crawl()
    assert found.findings == []
    counts = found.counts()
    assert len(counts) == 12 and min(counts.values()) >= 1, counts
    assert counts["Paper"] > 200 and found.pages > 20
    # Until now they were put together for each question, from now on they are kept; people read the same pages.
    assert stored.keep_true() > 400
    again = crawl(found.page_answers)
    assert again.findings == []
    assert (again.objects, again.pages) == (found.objects, found.pages)


def test_nothing_hidden_is_said(town, ask, crawl):
    fill(3, papers=30)
    plant_secrets()
    texts: list[str] = []
    found = crawl()
    assert found.findings == []
    for url in [
        *found.objects,
        *found.lists,
        *(f"{one}?modified_since=2000-01-01T00:00:00%2B01:00" for one in found.lists),
    ]:
        texts.append(ask(url).content.decode())
    assert not [text for text in texts if "GEHEIM" in text]
