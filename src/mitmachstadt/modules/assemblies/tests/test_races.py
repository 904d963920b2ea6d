"""Many people at the same moment: never more seats than there are. Real threads, real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

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


def test_held_seats_are_given_once_whoever_confirms_or_lets_them_lapse(town):
    rows = [
        signups.sign_up(town.assembly, Guest(name=f"Gast {n}", email=f"gast{n}@example.org"))[0]
        for n in range(7)
    ]
    for n in range(5):
        signups.sign_up(town.assembly, Guest(name=f"Wartend {n}"))
    SignUp.objects.filter(pk__in=[row.pk for row in rows]).update(
        held_until=timezone.now() - timedelta(hours=1)
    )
    tokens = [signups.token_of(row) for row in rows]

    def press(n):
        return signups.confirm(tokens[n]) if n < 5 else signups.release_unconfirmed()

    results = at_once(8, press)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert Assembly.objects.get(pk=town.assembly.pk).taken == seated() == 7
    assert SignUp.objects.filter(name__startswith="Wartend", seat="seated").count() == 5
    assert SignUp.objects.filter(seat="seated", held_until__isnull=False).count() == 0
