"""Real parallel writers: no double vote, no lost vote, one crossing, whatever the database."""

from __future__ import annotations

import pytest
from django.db import connection

from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.modules.proposals.actions import words
from mitmachstadt.modules.proposals.actions.voting import cast
from mitmachstadt.modules.proposals.models import Crossing, Version, Vote, VoteLine
from mitmachstadt.modules.proposals.tests.test_actions import tally, voters
from mitmachstadt.modules.proposals.tests.world import new_world, one, thresholds
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import CaseEvent, Duty
from mitmachstadt.spine.notify.models import News

VOTERS, ROUNDS = 16, 6


@pytest.mark.django_db(transaction=True)
def test_no_vote_is_lost_or_counted_twice_and_a_threshold_is_told_once():
    world = new_world(thresholds=thresholds(answer=4, deal=9))
    proposal = world.released()
    people = voters(VOTERS)

    def vote(n):
        for turn in range(ROUNDS):
            # Half press in two windows at once; everybody ends with a vote for.
            user = people[n % VOTERS]
            cast(proposal.case.number, user, (1, -1, 0)[(n + turn) % 3] if turn < ROUNDS - 1 else 1)
            connection.close()

    results = at_once(VOTERS + VOTERS // 2, vote)
    assert not [one for one in results if isinstance(one, Exception)]
    row = one(proposal.case)
    assert (row.up, row.down) == tally(proposal) == (VOTERS, 0)
    assert Vote.objects.filter(value=1).count() == Vote.objects.count() == VOTERS
    numbers = list(VoteLine.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, row.cast + 1))
    assert Crossing.objects.count() == 2
    assert CaseEvent.objects.filter(kind="reach").count() == News.objects.count() <= 2
    assert Duty.objects.get(done_at=None).unit == world.committee


@pytest.mark.django_db(transaction=True)
def test_a_vote_that_crosses_and_words_that_are_added_never_wait_for_each_other():
    world = new_world(thresholds=thresholds(answer=1, deal=9))
    for turn in range(ROUNDS):
        proposal = world.released(f"Bänke, Runde {turn}")
        (user,) = voters(1, f"round{turn}-")
        cast(proposal.case.number, user, -1)  # from now on words are only added
        other = User.objects.create_user(f"{proposal.case.number}@example.org")

        def act(n, proposal=proposal, other=other):
            if n:
                cast(proposal.case.number, other, 1)
            else:
                words.add(proposal.case, "Und bitte mit einer Bank im Schatten.", by=None)
            connection.close()

        results = at_once(2, act)
        assert not [one for one in results if isinstance(one, Exception)], results
        row = one(proposal.case)
        assert (row.up, row.down, row.case.state) == (1, 1, "reached")
        assert Version.objects.filter(proposal=row, addition__contains="Schatten").count() == 1
