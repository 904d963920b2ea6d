"""What authors are told when their contributions were hidden in a heap: the same letter as for a single one."""

from __future__ import annotations

from mitmachstadt.spine.cases import letters
from mitmachstadt.spine.cases.registry import Given, find_kind
from mitmachstadt.spine.moderation.models import Hiding


def tell_hidden(batch_id: int) -> int:
    """Queues the letter of each hiding that still stands; letters are known by the case's version, so none goes twice."""
    told = 0
    open_ones = Hiding.objects.filter(batch_id=batch_id, undone_at__isnull=True)
    for hiding in open_ones.select_related("target__unit").order_by("pk").iterator(chunk_size=200):
        case = hiding.target
        kind = find_kind(case.kind)
        step = next((s for s in kind.transitions if s.key == "hide"), None) if kind else None
        if step is None or not letters.may_write(case):
            continue
        letters.say_step(case, step, Given(reason=hiding.reason))
        told += 1
    return told
