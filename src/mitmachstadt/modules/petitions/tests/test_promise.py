"""The promise: whatever happens, an admitted petition has exactly one open duty or one reasoned end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mitmachstadt.modules.council import actions as council
from mitmachstadt.modules.council.models import AgendaItem, Meeting
from mitmachstadt.modules.petitions.models import Petition
from mitmachstadt.modules.petitions.tests.world import REASON, admitted, meeting, step
from mitmachstadt.spine.cases import sender
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.problems import Refused

MOVES = (
    "agenda",
    "move",
    "cancel",
    "remove",
    "result",
    "accept",
    "refer",
    "postpone",
    "withdraw",
    "hide",
    "restore",
    "admit",
    "body",
)
ENDS = {"accepted", "in_part", "rejected", "noted"}


def happen(world, case, move, n):
    """One thing that can happen in the house; what the rules refuse changes nothing."""
    fresh = Case.objects.get(pk=case.pk)
    by = world.vogel_coordinator
    items = AgendaItem.objects.filter(subject_kind="petition", subject_id=case.number, deleted_at=None)
    item = items.order_by("-id").first()
    if move == "agenda":
        evening = meeting(world, days=20 + n)
        council.add_agenda_item(evening, "x", by=by, subject_kind="petition", subject_id=case.number)
    elif move == "move" and item:
        council.move_meeting(item.meeting, item.meeting.starts_at + timedelta(days=100 + n), by=by)
    elif move == "cancel" and item:
        council.cancel_meeting(item.meeting, by=by)
    elif move == "remove" and item:
        council.remove_agenda_item(item, by=by)
    elif move == "result" and item:
        Meeting.objects.filter(pk=item.meeting_id).update(
            starts_at=timezone.now() - timedelta(days=1, minutes=n)
        )
        council.record_result(AgendaItem.objects.get(pk=item.pk), f"Beschluss {n}", by=by)
    elif move == "accept":
        step(case, "decide", by, outcome="accepted", reason=REASON)
    elif move == "refer":
        step(case, "decide", by, outcome="referred", reason=REASON, more={"body": world.council})
    elif move == "postpone":
        step(case, "decide", by, outcome="postponed", reason=REASON)
    elif move == "withdraw":
        sender.withdraw(fresh, expect_version=fresh.version)
    elif move == "body":
        step(case, "change_body", by, reason=REASON, more={"body": world.council})
    elif move in ("hide", "restore", "admit"):
        step(case, move, by, reason=REASON if move == "hide" else "")


def kept(case):
    """One open duty in every open state; none at an end, and at a decided one a reason and a day."""
    fresh = Case.objects.get(pk=case.pk)
    row = Petition.objects.get(case=case)
    duties = Duty.objects.filter(case=case, done_at__isnull=True).count()
    if fresh.state in ENDS:
        return duties == 0 and bool(row.outcome_reason) and row.outcome_on is not None
    if fresh.state in ("withdrawn", "hidden", "inadmissible"):
        return duties == 0 and not fresh.public
    return duties == 1


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(MOVES), max_size=9))
def test_one_open_duty_or_one_reasoned_end(world, moves):
    from django.db import transaction

    with transaction.atomic():
        case = admitted(world)
        for n, move in enumerate(moves):
            try:
                with transaction.atomic():
                    happen(world, case, move, n)
            except Refused:
                pass
            assert kept(case), (moves, move, Case.objects.get(pk=case.pk).state)
        transaction.set_rollback(True)
