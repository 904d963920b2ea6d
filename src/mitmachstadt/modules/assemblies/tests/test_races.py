"""Many people at the same moment: never more seats than there are. Real threads, real database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from mitmachstadt.modules.assemblies.actions import signups
from mitmachstadt.modules.assemblies.actions.signups import Guest
from mitmachstadt.modules.assemblies.models import Assembly, SignUp
from mitmachstadt.modules.assemblies.tests.world import new_world
from mitmachstadt.modules.projects.tests.factories import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def town():
    return new_world(capacity=7)


def seated():
    return SignUp.objects.filter(seat="seated").aggregate(n=Sum("persons"))["n"]


def test_parallel_sign_ups_fill_the_hall_exactly(town):
    results = at_once(
        12, lambda n: signups.sign_up(town.assembly, Guest(name=f"Gast {n}"), token=f"formular-{n}")
    )
    assert all(isinstance(result, tuple) for result in results), results
    assert SignUp.objects.count() == 12
    assert Assembly.objects.get(pk=town.assembly.pk).taken == seated() == 7


def test_the_same_form_at_the_same_moment_is_one_sign_up(town):
    guest = Guest(name="Gerda", persons=2)
    results = at_once(5, lambda _n: signups.sign_up(town.assembly, guest, token="dasselbe-formular"))
    assert len({result[0].pk for result in results}) == 1
    assert Assembly.objects.get(pk=town.assembly.pk).taken == seated() == 2


def test_parallel_cancellations_give_each_seat_once(town):
    rows = [signups.sign_up(town.assembly, Guest(name=f"Gast {n}"))[0] for n in range(12)]
    at_once(6, lambda n: signups.withdraw(rows[n % 3]))
    assert SignUp.objects.count() == 9
    assert Assembly.objects.get(pk=town.assembly.pk).taken == seated() == 7


def test_the_database_itself_refuses_one_seat_too_many(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assembly.objects.filter(pk=town.assembly.pk).update(taken=8)
