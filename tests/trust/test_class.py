"""A school class behind one address comments and votes at once; a machine behind another one is stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.proposals.tests.world import new_world, thresholds
from mitmachstadt.spine.accounts.tests.people import account
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.talk.models import Comment
from mitmachstadt.spine.talk.town import talk_rules

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CLASS, MACHINE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def number(monkeypatch):
    cache.clear()
    monkeypatch.setattr(traps, "too_fast", lambda token: False)
    return new_world(thresholds=thresholds()).released().case.number


def window(name, address):
    found = Client(REMOTE_ADDR=address)
    found.force_login(account(name, date_joined=timezone.now() - timedelta(days=90)))
    return found


def say(client, number, text):
    words = {"stance": "for", "text": text, "name": "Kind der 7b", "form_token": traps.new_token()}
    return client.post(f"/gespraech/{number}/", words).status_code


def test_thirty_children_comment_three_times_and_vote(number):
    answers = []
    for child in range(30):
        mine = window(f"kind{child}", CLASS)
        answers += [say(mine, number, f"Kind {child} meint zum {n}. Mal etwas dazu.") for n in range(3)]
        answers.append(mine.post(f"/vorschlaege/{number}/stimme/", {"vote": "1"}).status_code)
    assert answers == [302] * 120 and Comment.objects.count() == 90


def test_one_person_and_one_machine_are_stopped_and_nobody_else(number, monkeypatch):
    rules = replace(talk_rules(), per_address=20)
    monkeypatch.setattr("mitmachstadt.spine.talk.views.talk_rules", lambda: rules)
    alone = window("viel", CLASS)
    answers = [
        say(alone, number, f"Immer wieder etwas Neues, Nummer {n}.") for n in range(rules.per_person + 2)
    ]
    assert answers[: rules.per_person] == [302] * rules.per_person and 302 not in answers[rules.per_person :]
    people = [window(f"bot{n}", MACHINE) for n in range(5)]
    flood = [say(people[n % 5], number, f"Flut {n} aus einem Netz.") for n in range(rules.per_address + 10)]
    assert (
        flood[: rules.per_address].count(302) == rules.per_address and 302 not in flood[rules.per_address :]
    )
    assert say(window("gerda2", "203.0.113.9"), number, "Ich sitze woanders.") == 302
