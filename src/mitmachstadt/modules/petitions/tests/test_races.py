"""Two equal submits at the same moment are one petition; two answers to one invitation are one."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from mitmachstadt.modules.petitions.actions.petitions import hand_in
from mitmachstadt.modules.petitions.models import Petition
from mitmachstadt.modules.petitions.tests.world import new_world, who, words
from mitmachstadt.spine.cases.models import Case


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
