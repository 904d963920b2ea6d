"""The right secret link opens its own thing to whoever holds it, another's opens nothing, and a used-up one ends."""

from __future__ import annotations

import pytest
from django.test import Client

from mitmachstadt.modules.projects.tests.suggest_world import send
from mitmachstadt.spine.cases.links import secret_of
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation import hiding

#: Everything behind the link of a case.
PLACES = ("/vorgang/{}/{}/", "/hinweis/{}/{}/", "/einspruch/{}/{}/", "/en/vorgang/{}/{}/")


@pytest.fixture
def two(town):
    """Two hidden suggestions by different people, so that also the objection is open."""
    cases = [
        send(town, "Von Gerda: eine Bank.", email="gerda.m@example.org"),
        send(town, "Von Heinz: ein Baum."),
    ]
    hiding.hide_many(
        [case.pk for case in cases], by=town.moritz_moderator, reason="Das prüfen wir noch einmal."
    )
    return Case.objects.order_by("pk")


def holders(town):
    """Nobody, a stranger with an account, and staff of another unit: a link is a link."""
    yield Client()
    for person in (town.gerda_resident, town.weber_clerk_elsewhere):
        client = Client()
        client.force_login(person)
        yield client


@pytest.mark.parametrize("place", PLACES)
def test_the_right_link_opens_its_own_thing_and_no_other(town, two, place):
    mine, other = two
    for client in holders(town):
        # The receipt of something hidden leads on to the page with the reason.
        own = client.get(place.format(mine.number, secret_of(mine)), follow=True)
        assert own.status_code == 200 and "Von Heinz" not in own.text
        assert "no-store" in own["Cache-Control"] and "X-Keep" not in own, "kept by nobody on the way"
        for number, secret in (
            (mine.number, secret_of(other)),
            (other.number, secret_of(mine)),
            (mine.number, secret_of(mine)[:-1]),
            (mine.number, mine.secret_hash),
        ):
            answer = client.get(place.format(number, secret))
            assert answer.status_code in {404, 410} and "Von " not in answer.text


def test_a_foreign_link_changes_nothing_and_the_right_one_ends_with_its_use(town, two):
    mine, other = two
    wrong = Client().post(f"/vorgang/{mine.number}/{secret_of(other)}/aendern/", {"was": "delete"})
    assert wrong.status_code in {404, 410} and Case.objects.get(pk=mine.pk).sender_email
    secret = secret_of(mine)
    Client().post(f"/vorgang/{mine.number}/{secret}/aendern/", {"was": "delete"})
    assert not Case.objects.get(pk=mine.pk).sender_email
    for place in PLACES:
        assert Client().get(place.format(mine.number, secret)).status_code in {404, 410}, place
