"""The only writer of votes: one a person, changed until the end, each change a line of the log without a name."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.proposals.models import Crossing, Proposal, Vote, VoteLine
from mitmachstadt.modules.proposals.queries import town
from mitmachstadt.modules.proposals.rules import (
    DOWN,
    NONE,
    Threshold,
    counted,
    crossed,
    terms_of,
    vote_problems,
    voting_problems,
)
from mitmachstadt.modules.proposals.states import OPEN
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import old_enough, proven_resident
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.problems import refuse_if


@transaction.atomic
def cast(proposal: Proposal, user: User, value: int, *, reason: str = "", text: str = "") -> Proposal:
    """Sets the person's vote to `value` (1, -1, or 0 for none); returns the proposal with its numbers.

    The same vote once more changes nothing. The row of the proposal is the lock: everything counted stands on it.

    Raises:
        Refused: the vote has ended, this person may not vote here, or the value or reason is none.
    """
    row: Proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("case__unit").get(pk=proposal.pk)
    )
    today, text = timezone.localdate(), " ".join(text.split())
    if row.case.hidden or not row.case.public or not row.terms:
        raise Proposal.DoesNotExist
    terms = terms_of(row.terms)
    refuse_if(
        voting_problems(
            terms,
            open_state=row.case.state in OPEN,
            today=today,
            resident=terms.who != "residents" or proven_resident(user, today),
            old_enough=not terms.min_age or old_enough(user, terms.min_age, today),
        )
    )
    keys = [one.key for one in town.rules_of(row.case).reasons] if reason else []
    refuse_if(vote_problems(value, reason, text, keys))
    known = Vote.objects.filter(proposal=row, user=user).first()
    before = known.value if known else NONE
    if known and value == before and (known.reason, known.text) == (reason, text):
        return row
    if known is None and value == NONE:
        return row
    _keep(row, user, known, value, reason, text)
    if value == before:
        return row
    _log(row, before, value, reason if value == DOWN else "")
    if value > before:
        notice(row)
    return row


def notice(row: Proposal) -> None:
    """Looks whether the votes in favour cross a threshold; call it while the row is locked."""
    found = crossed(terms_of(row.terms), row.up, row.crossings.values_list("key", flat=True))
    if found:
        _cross(row, found)


def _keep(row: Proposal, user: User, known: Vote | None, value: int, reason: str, text: str) -> None:
    if value == NONE and known is not None:
        known.delete()
    elif known is None:
        Vote.objects.create(proposal=row, user=user, value=value, reason=reason, text=text)
    else:
        Vote.objects.filter(pk=known.pk).update(value=value, reason=reason, text=text, at=timezone.now())


def _log(row: Proposal, before: int, after: int, reason: str) -> None:
    row.up, row.down = counted(row.up, row.down, before, after)
    row.cast += 1
    Proposal.objects.filter(pk=row.pk).update(up=row.up, down=row.down, cast=row.cast)
    VoteLine.objects.create(
        name=f"{row.case.number}.{row.cast}",
        proposal=row,
        number=row.cast,
        before=before,
        after=after,
        reason=reason,
    )


def _cross(row: Proposal, found: list[Threshold]) -> None:
    """Keeps every crossed threshold and gives the highest one's duty to whoever it names; told once."""
    Crossing.objects.bulk_create([Crossing(proposal=row, key=one.key, votes=one.votes) for one in found])
    if row.case.state in OPEN:
        with override(settings.LANGUAGE_CODE):
            text = town.sentence(found[-1])
        move(
            row.case,
            "reached",
            by=None,
            expect_version=row.case.version,
            as_house=True,
            given=Given(text=text),
        )


@transaction.atomic
def forget_votes(user: User) -> None:
    """Whoever leaves: running votes are taken back, those of ended proposals stay without a person."""
    today = timezone.localdate()
    for vote in Vote.objects.filter(user=user).select_related("proposal__case"):
        row = Proposal.objects.select_for_update(of=("self",)).select_related("case").get(pk=vote.proposal_id)
        if row.case.state in OPEN and row.ends_on and today <= row.ends_on:
            vote.delete()
            _log(row, vote.value, NONE, "")
    Vote.objects.filter(user=user).update(user=None, text="")
