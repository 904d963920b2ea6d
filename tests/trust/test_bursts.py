"""Votes that come in a burst are seen by moderators, in counts; nobody is named and nothing is blocked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mitmachstadt.modules.proposals.tests.world import new_world, thresholds
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.tests.people import account, with_role
from mitmachstadt.spine.cases.models import CaseEvent
from mitmachstadt.spine.moderation.bursts import counting, showing
from mitmachstadt.spine.moderation.bursts.town import burst_rules
from mitmachstadt.spine.moderation.models import Pulse, PulseSalt
from mitmachstadt.spine.privacy.registry import register

pytestmark = pytest.mark.django_db
PAGE = "/schreibtisch/moderation/muster/"
SCHOOL = "203.0.113.7"
SAID = {"up": "1", "down": "-1", "none": "0"}


@pytest.fixture
def world():
    cache.clear()
    counting._salts.clear()
    return new_world(thresholds=thresholds())


@pytest.fixture
def number(world):
    return world.released().case.number


@pytest.fixture
def moritz():
    window = Client()
    window.force_login(with_role("moritz", "moderator"))
    return window


def vote(number, name, value="up", days=400, address=SCHOOL):
    user = User.objects.filter(email=f"{name}@example.org").first() or account(
        name, date_joined=timezone.now() - timedelta(days=days)
    )
    window = Client(REMOTE_ADDR=address)
    window.force_login(user)
    return window.post(
        f"/vorschlaege/{number}/stimme/", {"vote": SAID[value]}, headers={"accept": "application/json"}
    )


def test_a_wave_of_new_accounts_is_seen_and_voted_on(number, moritz):
    for child in range(24):
        assert vote(number, f"kind{child}", days=1 if child < 18 else 90).status_code == 200
    assert sum(Pulse.objects.filter(kind="a").values_list("votes", flat=True)) == 24
    listed = moritz.get(PAGE).text
    assert number in listed and "2 Hinweise" in listed
    page = moritz.get(f"{PAGE}{number}/").text
    assert "24 neue Stimmen" in page and "Etwa 80 % aus Konten, die jünger als 7 Tage sind" in page
    assert "24 Stimmen aus einem Netz" in page and "Etwa 100 %" in page
    assert "kind1" not in page and SCHOOL not in page and "example.org" not in page.split("<main")[1]
    assert vote(number, "kind99", days=0).status_code == 200, "nothing is blocked"


def test_what_follows_is_a_note(number, moritz):
    assert moritz.post(f"{PAGE}{number}/", {"note": ""}).status_code == 422
    assert moritz.post(f"{PAGE}{number}/", {"note": "Klasse 7b war im Rathaus."}).status_code == 302
    assert "Klasse 7b" in moritz.get(f"{PAGE}{number}/").text
    event = CaseEvent.objects.get(kind="note", text="Klasse 7b war im Rathaus.")
    assert not event.public and "Klasse 7b" not in Client().get(f"/vorschlaege/{number}/").text


def test_few_votes_are_no_sign_and_never_shown(number, moritz):
    for one in range(4):
        vote(number, f"mensch{one}", days=0, address=f"203.0.113.{one}")
    assert number not in moritz.get(PAGE).text.split("<main")[1]
    page = moritz.get(f"{PAGE}{number}/").text
    assert "In allen anderen Stunden zusammen weniger als 5" in page and "<td>4</td>" not in page


def test_a_changed_mind_is_not_counted_again(number):
    vote(number, "hanna")
    vote(number, "hanna", "down")
    vote(number, "hanna", "none")
    assert sum(Pulse.objects.filter(kind="a").values_list("votes", flat=True)) == 1


def test_the_table_knows_neither_people_nor_sides_nor_when_a_network_voted(number):
    vote(number, "hanna", "up")
    vote(number, "mehmet", "down", days=3)
    columns = {field.name for field in Pulse._meta.get_fields()}
    assert columns == {"id", "subject", "span", "kind", "value", "votes"}
    ages = Pulse.objects.filter(kind="a").order_by("value")
    assert [(row.value, row.votes) for row in ages] == [("1", 1), ("3", 1)]
    network = Pulse.objects.get(kind="n")
    assert network.votes == 2 and timezone.localtime(network.span).hour == 0, "a day, no hour"
    assert SCHOOL not in network.value and len(network.value) == 16


def test_a_network_has_another_name_each_day_and_the_salt_goes(number):
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    name = counting.network_hash(SCHOOL, today)
    assert name == counting.network_hash(SCHOOL, today) != counting.network_hash("203.0.113.8", today)
    assert counting.network_hash(SCHOOL, tomorrow) != name
    assert PulseSalt.objects.count() == 2
    vote(number, "hanna")
    run = register.terms["moderation"].run
    run(timezone.now() + timedelta(days=14), False)
    assert Pulse.objects.exists() and not PulseSalt.objects.exists()
    run(timezone.now() + timedelta(days=15), False)
    assert not Pulse.objects.exists()


def test_only_moderators_see_it(number):
    for who in (account("hanna"), with_role("olga", "operator")):
        window = Client()
        window.force_login(who)
        assert window.get(PAGE).status_code == 403 and window.get(f"{PAGE}{number}/").status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_a_vote_costs_one_statement_more_and_the_pages_always_the_same(number, world, moritz):
    # The first vote of a day in a process makes and reads the salt.
    vote(number, "hanna")
    vote(number, "mehmet")
    with CaptureQueriesContext(connection) as seen:
        vote(number, "hanna", "none")
        vote(number, "hanna", "up")
    assert sum("moderation_pulse" in one["sql"] for one in seen.captured_queries) == 1

    def questions(path):
        with CaptureQueriesContext(connection) as asked:
            assert moritz.get(path).status_code == 200
        return len(asked)

    rules, now = burst_rules(), timezone.now()
    first = questions(PAGE), questions(f"{PAGE}{number}/")
    for other in (world.released().case.number, world.released().case.number):
        Pulse.objects.bulk_create(
            Pulse(
                subject=other, span=counting.span_of(now - timedelta(hours=n)), kind="a", value="0", votes=30
            )
            for n in (1, 99)
        )
    assert len(showing.conspicuous(rules, now)) == 2
    again = questions(PAGE), questions(f"{PAGE}{number}/")
    assert again[1] == first[1] and again[0] <= first[0] + 1
