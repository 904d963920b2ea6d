"""What the house reads of the council: links from other pages, streets to follow, and when a paper counts as decided."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from mitmachstadt.modules.council.interface import paper_results, papers_dated
from mitmachstadt.modules.council.landing import follow_place, follow_street
from mitmachstadt.modules.council.models import Meeting, Outcome, Paper
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.ui import subjects

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return Organisation.objects.create(key="bau", name="Bauausschuss", kind="body")


def meeting(body, days, **values):
    return Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=days), **values)


def test_links_lead_only_to_what_everybody_may_read(body):
    shown, closed = meeting(body, 1), meeting(body, 2, public=False)
    paper, secret = (
        Paper.objects.create(reference="V 1", title="Bank"),
        Paper.objects.create(reference="V 2", title="Geheim", public=False),
    )
    found = subjects.links(
        [("meeting", str(shown.pk)), ("meeting", str(closed.pk)), ("meeting", "x"), ("paper", str(paper.pk)),
         ("paper", str(secret.pk))]
    )  # fmt: skip
    assert set(found) == {("meeting", str(shown.pk)), ("paper", str(paper.pk))}
    assert found["paper", str(paper.pk)].title == "V 1"


def test_a_street_is_followed_once_a_public_paper_names_it():
    paper = Paper.objects.create(reference="V 1", title="Bank", public=False)
    place = paper.places.create(name="Ahornstraße")
    assert targets.resolve("street", "Ahornstraße") is None and not follow_street("Ahornstraße")
    Paper.objects.filter(pk=paper.pk).update(public=True)
    target = targets.resolve("street", "Ahornstr.")
    assert target is not None and target.target == "Ahornstraße", "both spellings are the same street"
    assert unquote(follow_place(place)) == unquote(follow_street("Ahornstraße"))
    assert targets.resolve("street", "") is None


def test_a_recommendation_is_no_decision_while_the_council_still_deals_with_it(body):
    paper = Paper.objects.create(reference="V 1", title="Bank")
    meeting(body, -3).items.create(
        number=1, title="Bank", paper=paper, outcome=Outcome.ACCEPTED, result="Ja."
    )
    later = meeting(body, 3)
    item = later.items.create(number=1, title="Bank", paper=paper)
    assert paper_results([paper.pk]) == {}
    Meeting.objects.filter(pk=later.pk).update(cancelled=True)
    assert paper_results([paper.pk])[paper.pk].outcome == "accepted"
    Meeting.objects.filter(pk=later.pk).update(cancelled=False)
    item.delete()
    assert paper_results([paper.pk])[paper.pk].body_name == "Bauausschuss"


def test_a_paper_entered_without_a_date_is_counted_from_that_day():
    today = timezone.localdate()
    own = Paper.objects.create(reference="V 1", title="Bank")
    Paper.objects.create(reference="V 2", title="Von anderswo", source_id="https://example.org/2")
    assert [row.id for row in papers_dated(today, today)] == [own.pk]
    assert papers_dated(today - timedelta(days=9), today - timedelta(days=1)) == []
