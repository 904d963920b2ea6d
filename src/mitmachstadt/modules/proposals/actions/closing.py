"""What the clock does: votes that ended without enough votes are filed, and the order by chance is drawn anew."""

from __future__ import annotations

from random import Random

from django.utils import timezone

from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.states import OPEN
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.problems import Refused

MOST = 500


def close_ended() -> int:
    """Files proposals whose vote is over and that crossed no threshold; returns how many. Again changes nothing."""
    today, number = timezone.localdate(), 0
    ended = Proposal.objects.filter(case__state="collecting", ends_on__lt=today).select_related("case__unit")
    for proposal in ended.order_by("pk")[:MOST]:
        try:
            move(proposal.case, "archived", by=None, expect_version=proposal.case.version, as_house=True)
        except Refused:
            continue  # somebody answered it at this moment
        number += 1
    draw_anew(today.isoformat())
    return number


def draw_anew(day: str) -> None:
    """Gives open proposals another order by chance once a day, the same for everybody, so that paging holds still."""
    dice = Random(day)  # noqa: S311 - an order, no secret
    rows = list(Proposal.objects.public().filter(case__state__in=OPEN).order_by("pk").only("pk", "draw"))
    changed = []
    for row in rows:
        drawn = dice.random()
        if row.draw != drawn:
            row.draw = drawn
            changed.append(row)
    Proposal.objects.bulk_update(changed, ["draw"], batch_size=500)
