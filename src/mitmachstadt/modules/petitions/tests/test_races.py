"""Two equal submits at the same moment are one petition; nobody has one question too many in a session."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from mitmachstadt.modules.petitions.actions.petitions import hand_in
from mitmachstadt.modules.petitions.models import Petition, Question
from mitmachstadt.modules.petitions.tests.world import meeting, new_world, question, step, who, words
from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.spine.cases import links, sender
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.problems import Refused


@pytest.mark.django_db(transaction=True)
def test_parallel_double_submit_is_one_petition():
    new_world()
    gate = threading.Barrier(6)
    found = []

    def press():
        gate.wait()
        case, secret = hand_in(words(signatories=(("Anna", "Weg 2"),)), who(), token="one-form")
        found.append((case.number, secret))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert (Case.objects.count(), Petition.objects.count()) == (1, 1)
    assert Petition.objects.get().signatories.count() == 1


def refusals(results):
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in results), results
    return sum(isinstance(one, Refused) for one in results)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["account", "mail", "admission"])
def test_equal_moments_never_give_a_third_question(way):
    world = new_world()
    meeting(world, days=20)
    gerda = who(user=world.gerda_resident, email=world.gerda_resident.email)
    if way == "account":
        results = at_once(8, lambda n: question(world, f"Frage {n}, wann?", gerda))
    else:
        asks = who(email="anna@example.org") if way == "mail" else who()
        cases = [question(world, f"Frage {n}, wann?", asks) for n in range(8)]
        tokens = [links.email_token(Case.objects.get(pk=case.pk)) for case in cases]
        if way == "mail":
            results = at_once(8, lambda n: sender.confirm_email(tokens[n]))
        else:
            results = at_once(8, lambda n: step(cases[n], "admit", world.celik_clerk))
    assert refusals(results) == 6
    held = Question.objects.filter(place__isnull=False)
    assert sorted(held.values_list("place", flat=True)) == [1, 2]
    assert Question.objects.count() == (2 if way == "account" else 8)
