"""Parallel writers: two equal submits are one application, no budget is overspent, each phase is told once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from mitmachstadt.modules.budgets.actions.applications import hand_in
from mitmachstadt.modules.budgets.actions.phases import tell_phases
from mitmachstadt.modules.budgets.models import Application, Budget
from mitmachstadt.modules.budgets.tests.world import new_world, one, who, words
from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.notify.models import News
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(results):
    """How many were refused; anything else that went wrong is a fault."""
    assert all(not isinstance(row, Exception) or isinstance(row, Refused) for row in results), results
    return sum(isinstance(row, Refused) for row in results)


def test_parallel_double_submit_is_one_application():
    world = new_world()
    budget, person = world.fresh(), who()
    results = at_once(6, lambda n: hand_in(budget, words(), person, token="one-form")[0].number)
    assert refusals(results) == 0 and len(set(results)) == 1
    assert (Case.objects.count(), Application.objects.count()) == (1, 1)


def test_parallel_decisions_never_promise_more_than_there_is():
    world = new_world()
    cases = [world.admitted(f"Antrag {n}", 1500) for n in range(8)]
    world.turn_to("board")
    for case in cases:
        world.take(case, "advise", text="Gut.", more={"amount": 1500, "rank": 1})
    world.evening_has_come(world.on_agenda())
    results = at_once(
        8, lambda n: world.take(cases[n], "decide", outcome="granted", text="Ja.", more={"amount": None})
    )
    assert refusals(results) == 5
    granted = [one(case).granted or 0 for case in cases]
    assert sum(granted) == Budget.objects.get().granted == 4500
    assert sorted(granted) == [0] * 5 + [1500] * 3
    states = [one(case).case.state for case in cases]
    assert states.count("decided") == 3 and states.count("scheduled") == 5


def test_the_same_decision_in_two_windows_counts_once():
    world = new_world()
    case = world.advised(requested=2000)
    world.evening_has_come(world.on_agenda())
    results = at_once(
        4, lambda n: world.take(case, "decide", outcome="granted", text="Ja.", more={"amount": None})
    )
    assert refusals(results) == 3 and Budget.objects.get().granted == 2000


def test_payments_and_their_revocation_meet_once():
    world = new_world()
    case = world.granted(2000)
    day = timezone.localdate()

    def step(n):
        if n % 2:
            return world.take(case, "pay", day=day, more={"amount": 2000})
        return world.take(case, "revoke", reason="Die Gruppe gibt das Geld zurück.")

    assert refusals(at_once(6, step)) == 5
    row = one(case)
    assert (row.case.state, row.paid, Budget.objects.get().granted) in (
        ("paid", 2000, 2000),
        ("revoked", None, 0),
    )


def test_a_phase_is_told_once_by_many_workers():
    new_world()
    results = at_once(6, lambda n: tell_phases())
    assert refusals(results) == 0 and sum(results) == 1 and News.objects.count() == 1
