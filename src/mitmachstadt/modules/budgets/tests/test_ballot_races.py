"""Real parallel voters: no double vote, no overspent ballot, no lost vote, whatever the database."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mitmachstadt.modules.budgets.actions.ballots import cast, withdraw
from mitmachstadt.modules.budgets.actions.counting import close_ended
from mitmachstadt.modules.budgets.models import Ballot, Candidate, Sheet, Voter
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.tests import ballot_world as world
from mitmachstadt.modules.budgets.tests.ballot_world import by, chosen, fresh, key, over, voters
from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.spine.problems import Refused

PEOPLE, ROUNDS = 32, 8
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def check(budget):
    """What must hold at any time."""
    rule = ballots.vote_of(budget).rule
    price = dict(Candidate.objects.values_list("key", "price"))
    for row in Ballot.objects.all():
        assert row.spent == sum(price[one] for one in row.choices) <= rule.pots[""] == row.money
    assert Ballot.objects.count() == Voter.objects.count()


def test_sixty_four_windows_of_thirty_two_people_and_each_has_one_ballot():
    budget, people = world.vote(), voters(PEOPLE)
    moves = [chosen(1, 2), chosen(3, 4), chosen(1, 2, 3, 4), chosen(2), None]

    def vote(place):
        # Two windows of the same person; every third try costs too much, every fifth takes the ballot back.
        user, refusals = people[place % PEOPLE], Counter()
        for turn in range(ROUNDS):
            move = moves[(place + turn) % len(moves)] if turn < ROUNDS - 1 else chosen(1 + place % 4)
            try:
                if move is None:
                    withdraw(budget, by(user))
                else:
                    cast(budget, by(user), move)
            except Refused as refused:
                refusals.update(refused.codes)
            connection.close()
        return refusals

    results = at_once(2 * PEOPLE, vote)
    assert not [one for one in results if isinstance(one, Exception)], results
    told = sum(results, Counter())
    assert (
        set(told) <= {"too_expensive", "no_ballot", "again"} and told["too_expensive"] and not told["again"]
    )
    assert Sheet.objects.count() == 1
    check(budget)
    # Nobody's last vote is lost: every account ends with a ballot for one item.
    assert Voter.objects.count() == PEOPLE
    assert all(len(row.choices) == 1 for row in Ballot.objects.all())
    over(budget)
    close_ended()
    assert sum(Candidate.objects.values_list("votes", flat=True)) == PEOPLE


def test_the_end_comes_while_people_vote_and_every_ballot_counts_once():
    budget, people = world.vote(), voters(16)
    for user in people[:8]:
        cast(budget, by(user), chosen(1))
    late = timezone.now()
    budget.phases.update(opens_at=late - timedelta(days=1), closes_at=late + timedelta(microseconds=1))

    def work(place):
        if place == 0:
            return close_ended()
        try:
            # As if they had pressed a moment before the end.
            cast(fresh(budget), by(people[place]), chosen(2), now=late)
        except Refused as refused:
            return refused.codes
        finally:
            connection.close()
        return "in"

    results = at_once(16, work)
    assert not [one for one in results if isinstance(one, Exception)], results
    close_ended()
    counted = {one.key: one.votes for one in Candidate.objects.all()}
    inside = results.count("in")
    assert sum(counted.values()) == Voter.objects.count() == Ballot.objects.count()
    changed = counted[key(2)]
    assert changed == inside and results.count(("over",)) == 15 - inside
    assert not Ballot.objects.filter(receipt__isnull=False).exists()
