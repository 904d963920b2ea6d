"""The only writer of votes: one a person, changed until the end, each change a line of the log without a name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
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
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.moderation.bursts.counting import note_vote
from mitmachstadt.spine.prepared import Prepared, together, write, write_together
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

OTHER_WORDS = Problem(
    "",
    "other_words",
    _("The proposal has been changed since you opened it. Please read it again, then vote."),
)
#: The row of a proposal with what a vote asks of it, locked until the vote stands.
LOCKED = Prepared(
    lambda number: (
        Proposal.objects.filter(case__number=number)
        .select_for_update(of=("self",))
        .select_related("case")
        .order_by()
        .only(
            *("terms", "up", "down", "cast", "words", "case__number", "case__state", "case__public"),
            *("case__hidden", "case__received_at"),
        )
    )
)
#: The person's own vote on it, asked in the same message: a statement of its own, it sees what was written while the row
#: was waited for.
MINE = Prepared(
    lambda number, user: (
        Vote.objects.filter(proposal__case__number=number, user_id=user)
        .order_by()
        .values_list("pk", "value", "reason", "text")
    )
)
CROSSED = Prepared(
    lambda proposal: Crossing.objects.filter(proposal_id=proposal).order_by().values_list("key", flat=True)
)


class _CaseFirst(Exception):  # noqa: N818 - it is a way round, not a fault
    """The vote moves the case: everything is done once more with its row locked first, as every other step of a case does
    it, so that two writers never wait for each other."""


def cast(
    number: str, user: User, value: int, *, reason: str = "", text: str = "", words: int | None = None
) -> Proposal:
    """Sets the person's vote on the proposal of that number to `value` (1, -1, or 0 for none); returns it as it stands.

    The same vote once more changes nothing. The row of the proposal is the lock: everything counted stands on it.
    `words` is the version that the person has read; nobody votes on words that were changed meanwhile.

    Raises:
        Refused: the vote has ended, this person may not vote here, the value or reason is none, or the words are others
            than those that were read (code "other_words").
        Proposal.DoesNotExist: nobody sees a proposal of that number.
    """
    given = (number, user, value, reason, text, words)
    try:
        return _cast(*given, case_held=False)
    except _CaseFirst:
        return _cast(*given, case_held=True)


@transaction.atomic
def _cast(
    number: str, user: User, value: int, reason: str, text: str, words: int | None, *, case_held: bool
) -> Proposal:
    if case_held:
        Case.objects.select_for_update().filter(number=number).first()
    rows, mine = together((LOCKED, number), (MINE, number, user.pk))
    row: Proposal | None = next(iter(rows), None)
    if row is None or row.case.hidden or not row.case.public or not row.terms:
        raise Proposal.DoesNotExist
    if words is not None and words != row.words and value != NONE:
        raise Refused([OTHER_WORDS])
    today, text = timezone.localdate(), " ".join(text.split())
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
    known = next(iter(mine), None)
    before = known[1] if known else NONE
    if value == before and (known is None or known[2:] == (reason, text)):
        return row
    kept = _kept(row, user, known[0] if known else None, value, reason, text)
    if value == before:
        write(*kept)
        return row
    write_together(kept, *_logged(row, before, value, reason if value == DOWN else ""))
    if before == NONE:
        note_vote(row.case.number, user.date_joined)
    if value > before and any(row.up >= one.votes for one in terms.thresholds):
        notice(row, case_held=case_held)
    return row


def notice(row: Proposal, *, case_held: bool = True) -> None:
    """Looks whether the votes in favour cross a threshold; call it while the rows of case and proposal are locked."""
    found = crossed(terms_of(row.terms), row.up, CROSSED(row.pk))
    if found and not case_held:
        raise _CaseFirst
    if found:
        _cross(row, found)


def _kept(
    row: Proposal, user: User, known: int | None, value: int, reason: str, text: str
) -> tuple[Any, ...]:
    """The statement that makes `value` the person's vote."""
    if known is not None and value == NONE:
        return 'DELETE FROM "{table}" WHERE "id" = %s', Vote, known
    if known is not None:
        change = 'UPDATE "{table}" SET "value" = %s, "reason" = %s, "text" = %s, "at" = %s WHERE "id" = %s'
        return change, Vote, value, reason, text, timezone.now(), known
    columns = '"proposal_id", "user_id", "value", "reason", "text", "at"'
    new = f'INSERT INTO "{{table}}" ({columns}) VALUES (%s, %s, %s, %s, %s, %s)'  # noqa: S608 (names of our own)
    return new, Vote, row.pk, user.pk, value, reason, text, timezone.now()


def _logged(row: Proposal, before: int, after: int, reason: str) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The statements that count the change on its proposal, which stands in `row` at once, and write its line."""
    row.up, row.down = counted(row.up, row.down, before, after)
    row.cast += 1
    change = 'UPDATE "{table}" SET "up" = %s, "down" = %s, "cast" = %s WHERE "id" = %s'
    columns = '"name", "proposal_id", "number", "before", "after", "reason", "day"'
    new = f'INSERT INTO "{{table}}" ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)'  # noqa: S608 (names of our own)
    name = f"{row.case.number}.{row.cast}"
    return (
        (change, Proposal, row.up, row.down, row.cast, row.pk),
        (new, VoteLine, name, row.pk, row.cast, before, after, reason, timezone.localdate()),
    )


def _cross(row: Proposal, found: list[Threshold]) -> None:
    """Keeps every crossed threshold and gives the highest one's duty to whoever it names; told once."""
    Crossing.objects.bulk_create([Crossing(proposal=row, key=one.key, votes=one.votes) for one in found])
    if row.case.state in OPEN:
        with override(settings.LANGUAGE_CODE):
            text = town.sentence(found[-1])
        case = Case.objects.select_related("unit").get(pk=row.case_id)
        move(
            case,
            "reached",
            by=None,
            expect_version=case.version,
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
            write_together(*_logged(row, vote.value, NONE, ""))
    Vote.objects.filter(user=user).update(user=None, text="")
