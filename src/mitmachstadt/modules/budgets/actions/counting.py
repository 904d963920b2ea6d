"""The end of a vote: destroys the way from people to ballots, counts, and declares the result."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.actions.ballots import open_sheet
from mitmachstadt.modules.budgets.models import Ballot, Budget, Candidate, PaperBatch, Sheet, Voter
from mitmachstadt.modules.budgets.models.ballot import drawn_name
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.rules import counting, equal_shares, turnout
from mitmachstadt.modules.budgets.rules.ballots import BallotRule, Item
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.problems import Problem, Refused

#: After the end that somebody voted is kept this long, to settle doubts about the turnout.
KEEP_VOTERS = timedelta(days=180)


def close_ended(now: datetime | None = None) -> int:
    """For the clock: fixes sheets of votes that began, ends those that are over. Returns how many it ended."""
    at, ended = now or timezone.now(), 0
    waiting = Budget.objects.public().filter(sheet__isnull=True).prefetch_related("phases")
    for budget in waiting:
        if ballots.vote_phase(budget, at) == "open":
            try:
                open_sheet(budget)
            except Refused:
                continue
    late = Ballot.objects.filter(receipt__isnull=False).values("budget_id")
    open_sheets = Sheet.objects.filter(cut_at__isnull=True) | Sheet.objects.filter(budget__in=late)
    for sheet in open_sheets.select_related("budget").prefetch_related("budget__phases").distinct():
        if ballots.vote_phase(sheet.budget, at) == "over":
            end_vote(sheet.budget)
            ended += 1
    return ended


@transaction.atomic
def end_vote(budget: Budget) -> Sheet:
    """Cuts every link from people to ballots and counts.

    Ballots are written anew under new names in an order of chance, so that not even the order of rows in the database
    says whose they were.

    Whoever votes locks the row of the sheet first (`ballots._not_cut`): ballots on their way are waited for here, later ones
    see that the vote is cut.

    Raises:
        Refused: the vote is not over.
    """
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("budget").get(budget=budget)
    if ballots.vote_phase(sheet.budget, timezone.now()) != "over":
        raise Refused([Problem("", "open", _("The vote is not over yet."))])
    rows = list(Ballot.objects.filter(budget=budget))
    if any(row.receipt for row in rows) or sheet.cut_at is None:
        random.SystemRandom().shuffle(rows)
        Ballot.objects.filter(budget=budget).delete()
        for row in rows:
            row.pk, row.receipt = drawn_name(), None
            row._state.adding = True
        Ballot.objects.bulk_create(rows, batch_size=500)
        sheet.cut_at = timezone.now()
        sheet.save(update_fields=["cut_at"])
    return count(sheet)


@transaction.atomic
def count(sheet: Sheet) -> Sheet:
    """Counts all ballots, those on paper too, and keeps the result with the sheet; again after each pile of paper.

    Raises:
        Refused: links are not cut yet, or the result is declared.
    """
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("budget").get(pk=sheet.pk)
    if sheet.cut_at is None:
        raise Refused([Problem("", "open", _("The vote is not over yet."))])
    if sheet.final_at is not None:
        raise Refused([Problem("", "final", _("The result is declared; it does not change any more."))])
    vote = ballots.vote_of(sheet.budget)
    for one in vote.candidates:
        one.removed = not ballots.stands(one)
    standing = [ballots.item_of(one) for one in vote.candidates if not one.removed]
    rows = list(Ballot.objects.filter(budget=sheet.budget))
    valid = cleaned(vote.rule, vote.items, standing, rows)
    tallies = counting.tally(standing, valid)
    places = counting.places(vote.rule, standing, tallies)
    advised = equal_shares.advice(vote.rule, standing, valid, tallies)
    _keep(vote.candidates, places, advised)
    paper = PaperBatch.objects.filter(budget=sheet.budget, confirmed_at__isnull=False)
    sheet.result = {
        "ballots": len(rows),
        "valid": len(valid),
        "invalid_paper": sum(paper.values_list("invalid", flat=True)),
        "channels": turnout.suppressed(Counter(row.channel for row in rows)),
        "turnout": turnout_of(sheet.budget),
        "advice": {
            pot: {
                "share": f"{float(one.share):.2f}",
                "people": one.people,
                "order": [*one.bought, *one.filled],
            }
            for pot, one in advised.items()
        },
    }
    sheet.counted_at = timezone.now()
    sheet.save(update_fields=["result", "counted_at"])
    Budget.objects.filter(pk=sheet.budget_id).update(updated_at=timezone.now())
    record(
        "budget.counted",
        sheet.budget,
        by=None,
        summary=str(len(valid)),
        public=True,
        sample=sheet.budget.sample,
    )
    return sheet


def cleaned(
    rule: BallotRule, items: Sequence[Item], standing: Sequence[Item], rows: list[Ballot]
) -> list[counting.Vote]:
    """What counts: ballots right when they were handed in, without what was taken off the sheet meanwhile."""
    keys = {item.id for item in standing}
    votes = [counting.Vote(row.choices, row.district) for row in sorted(rows, key=lambda one: one.pk)]
    return [
        counting.Vote({key: value for key, value in vote.choices.items() if key in keys}, vote.district)
        for vote in counting.valid_votes(rule, items, votes)
    ]


def _keep(
    candidates: Any, places: dict[str, list[counting.Place]], advised: dict[str, equal_shares.Advice]
) -> None:
    found = {row.item.id: row for rows in places.values() for row in rows}
    bought = {key for one in advised.values() for key in one.bought}
    filled = {key for one in advised.values() for key in one.filled}
    for one in candidates:
        row = found.get(one.key)
        one.place, one.reason, one.tie, one.rival = (
            (row.place, row.reason, row.tie, row.rival) if row else (None, "", "", "")
        )
        one.votes, one.against, one.ballots, one.left = (
            (row.tally.votes, row.tally.against, row.tally.ballots, row.left) if row else (0, 0, 0, 0)
        )
        one.advice = "bought" if one.key in bought else "filled" if one.key in filled else ""
    fields = ["removed", "place", "reason", "tie", "rival", "votes", "against", "ballots", "left", "advice"]
    Candidate.objects.bulk_update(candidates, fields)


def turnout_of(budget: Budget) -> dict[str, Any]:
    """How many voted, by district and age group as far as they said so; small numbers left out. "" is: not said."""
    rows = list(Voter.objects.filter(budget=budget).values_list("district", "age_group"))
    places, ages = Counter(place for place, _age in rows), Counter(age for _place, age in rows)
    return {
        "people": turnout.total(places),
        "districts": turnout.suppressed(places),
        "ages": turnout.suppressed(ages),
    }


@transaction.atomic
def declare(budget: Budget, *, by: User) -> Sheet:
    """The town declares the result; nothing changes it afterwards.

    Raises:
        Refused: not counted yet, declared before, or a pile of paper waits for its second count.
    """
    sheet = (
        Sheet.objects.select_for_update(of=("self",)).select_related("budget").filter(budget=budget).first()
    )
    if sheet is None or sheet.counted_at is None:
        raise Refused([Problem("", "not_counted", _("The votes are not counted yet."))])
    if sheet.final_at:
        raise Refused([Problem("", "final", _("The result is declared; it does not change any more."))])
    if PaperBatch.objects.filter(budget=budget, confirmed_at__isnull=True).exists():
        words = _("A pile of paper ballots waits for its second count.")
        raise Refused([Problem("", "paper", words)])
    sheet.final_at = timezone.now()
    sheet.save(update_fields=["final_at"])
    record("budget.declared", sheet.budget, by=by, public=True, sample=sheet.budget.sample)
    return sheet


def forget_voters(now: datetime, dry: bool) -> int:
    """For the daily deletion: rows that somebody voted, and codes, `KEEP_VOTERS` after the count. Returns how many."""
    over = Sheet.objects.filter(counted_at__lt=now - KEEP_VOTERS).values("budget_id")
    rows = Voter.objects.filter(budget__in=over)
    number = rows.count()
    if not dry:
        rows.delete()
    return number
