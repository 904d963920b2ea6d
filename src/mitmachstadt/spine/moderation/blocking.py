"""One step that stops an author and takes everything of theirs out of sight; undone as one."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation import authors
from mitmachstadt.spine.moderation.hiding import (
    MOST,
    hide_many,
    hideable,
    problems_with_reason,
    refuse_strangers,
)
from mitmachstadt.spine.moderation.models import Batch, Block
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: A block ends by itself; whoever floods again is blocked again.
DAYS = 180
#: `user`: an account was blocked; sent inside the transaction.
blocked = Signal()


def contributions(case: Case) -> list[int]:
    """Ids of everything of the same author that can be hidden, the newest first."""
    mine = Case.objects.filter(authors.same_author(case)).filter(hideable())
    return list(mine.order_by("-pk").values_list("pk", flat=True)[:MOST])


@transaction.atomic
def block_author(case: Case, *, by: User, reason: str) -> Batch:
    """Blocks the account and the mailbox behind `case` for half a year and hides everything of theirs, in one batch.

    Raises:
        Refused: no reason, no right, or a contribution whose author nobody knows.
    """
    refuse_strangers(by)
    refuse_if(problems_with_reason(reason))
    keys = authors.keys_of(case)
    if not keys:
        message = _("Nobody knows who wrote this: there is no account and no address. Hide it instead.")
        raise Refused([Problem("", "unknown_author", message)])
    now = timezone.now()
    batch = Batch.objects.create(kind=Batch.Kind.BLOCK, reason=reason, by=by, at=now)
    Block.objects.filter(key_hash__in=[key for _kind, key, _sure in keys]).filter(
        lifted_at__isnull=True
    ).update(lifted_at=now)
    Block.objects.bulk_create(
        Block(
            kind=kind,
            key_hash=key,
            confirmed=sure,
            batch=batch,
            until=timezone.localdate() + timedelta(days=DAYS),
        )
        for kind, key, sure in keys
    )
    record("moderation.block", batch, by=by, reason=reason, sample=case.sample)
    if case.sender is not None:
        blocked.send(sender=Block, user=case.sender)
    return hide_many(contributions(case), by=by, reason=reason, batch=batch)
