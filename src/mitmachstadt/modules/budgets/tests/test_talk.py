"""People talk about applications in the phases that allow it; the moderation of the house looks after it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.budgets import interface
from mitmachstadt.modules.budgets.models import Phase
from mitmachstadt.modules.budgets.queries import process
from mitmachstadt.modules.budgets.rules import allows
from mitmachstadt.modules.budgets.tests.world import one
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.hiding import hide_many
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.talk.models import Comment
from mitmachstadt.spine.talk.telling import tell_new

pytestmark = pytest.mark.django_db
WORDS = "Gibt es auch ein Beet, das man im Sitzen erreicht?"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch, world):
    monkeypatch.setattr(traps, "too_fast", lambda token: False)
    User.objects.update(date_joined=timezone.now() - timedelta(days=400))


def discuss(world):
    """The phase of discussion is on, which the rules of this town do not name."""
    budget = world.turn_to("check")
    now = timezone.now()
    Phase.objects.filter(budget=budget, key="check").update(closes_at=now - timedelta(hours=1))
    Phase.objects.create(
        budget=budget, key="discuss", opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=5)
    )
    return world.fresh()


def page_of(case):
    return one(case).get_absolute_url()


def say(client, case, **change):
    values = {"stance": "question", "text": WORDS, "name": "Nina", "form_token": traps.new_token()}
    return client.post(f"/gespraech/{case.number}/", {**values, **change})


def test_a_discussion_is_open_in_its_phase_and_stays_to_be_read(world, client):
    case = world.admitted()
    nina = User.objects.create_user("nina@example.org", "geheim-geheim", display_name="Nina")
    User.objects.filter(pk=nina.pk).update(date_joined=timezone.now() - timedelta(days=400))
    client.force_login(nina)
    assert 'id="kommentare"' not in client.get(page_of(case)).content.decode()
    assert say(client, case).status_code == 422 and not Comment.objects.exists()
    budget = discuss(world)
    assert "Alle sprechen über die Anträge." in client.get(budget.get_absolute_url()).content.decode()
    assert 'id="schreiben"' in client.get(page_of(case)).content.decode()
    assert say(client, case).status_code == 302
    comment = Comment.objects.get()
    assert comment.case.state == "shown"
    text = Client().get(page_of(case)).content.decode()
    assert WORDS in text and "1 Kommentar" in text and "Wer kommentiert, meldet sich an" in text
    world.turn_to("board")
    Phase.objects.filter(key="discuss").delete()
    text = Client().get(page_of(case)).content.decode()
    assert WORDS in text and "Hier werden keine neuen Kommentare mehr angenommen." in text
    assert say(client, case, text="Noch etwas zu diesem Antrag.").status_code == 422


def test_the_rules_of_the_town_let_people_talk_while_they_vote(world, client):
    case = world.admitted()
    world.turn_to("vote")
    client.force_login(world.gerda_resident)
    assert say(client, case).status_code == 302 and Comment.objects.get().about_id == case.pk
    budget = world.turn_to("check")
    assert not process.may(budget, "discuss", timezone.now())
    assert allows(process.terms_of(budget), "discuss", "discuss")
    assert not allows(process.terms_of(budget), "discuss", "vote")


def test_the_moderation_of_the_house_hides_a_comment_and_what_is_not_public_has_no_talk(world, client):
    case = world.admitted()
    discuss(world)
    client.force_login(world.gerda_resident)
    say(client, case)
    comment = Comment.objects.get()
    hide_many([comment.case_id], by=world.vogel_coordinator, reason="Das ist nur Werbung für einen Laden.")
    assert WORDS not in Client().get(page_of(case)).content.decode()
    world.take(case, "hide", reason="Das war eine Beleidigung.")
    assert say(client, case, text="Und noch etwas dazu.").status_code in (404, 422)
    assert Comment.objects.count() == 1


def test_who_applies_hears_of_comments_once_a_day(world, client):
    case = world.admitted()
    discuss(world)
    client.force_login(world.celik_clerk)
    say(client, case)
    Mail.objects.all().delete()
    eight = timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=8)
    assert tell_new(eight) == 1 and tell_new(eight) == 0
    [sent] = Mail.objects.filter(dedupe_key__startswith="talk:")
    assert sent.to == "gerda@example.org"


def test_a_budget_that_is_discussed_stands_where_people_take_part(world):
    world.admitted()
    discuss(world)
    [found] = interface.open_budgets(timezone.now())
    assert found.allows == ("discuss",) and found.text == "Alle sprechen über die Anträge."
    world.turn_to("check")
    Phase.objects.filter(key="discuss").delete()
    assert interface.open_budgets(timezone.now()) == []
