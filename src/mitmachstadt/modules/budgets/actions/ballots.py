"""Fixes the ballot sheet, takes ballots, changes them and takes them back; one each, never more than there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.models import Ballot, Budget, Candidate, Channel, Code, Sheet, Voter
from mitmachstadt.modules.budgets.models.ballot import drawn_name
from mitmachstadt.modules.budgets.queries import ballots
from mitmachstadt.modules.budgets.queries.ballots import Elector
from mitmachstadt.modules.budgets.rules.ballots import (
    KNAPSACK,
    TOWN,
    ballot_problems,
    money_of,
    setup_problems,
    spent,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.prepared import Prepared, write
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: The row of a sheet whose vote is not cut, locked.
NOT_CUT = Prepared(
    lambda budget: (
        Sheet.objects.select_for_update(no_key=True)
        .filter(budget_id=budget, cut_at__isnull=True)
        .values_list("pk", flat=True)
    )
)
DISTRICT = Prepared(lambda slug: District.objects.filter(slug=slug).order_by().values_list("pk", flat=True))


@transaction.atomic
def open_sheet(budget: Budget) -> Sheet:
    """Fixes rule, items, numbers and prices; whoever comes first does it, and nothing changes them afterwards.

    Raises:
        Refused: the vote is not on, or nobody could hand in a ballot by this rule.
    """
    known = Sheet.objects.filter(budget=budget).first()
    if known:
        return known
    # Not the key: whoever commits a ballot looks at it, and may hold the sheet for which somebody here waits next.
    row: Budget = Budget.objects.select_for_update(no_key=True).get(pk=budget.pk)
    known = Sheet.objects.filter(budget=row).first()
    if known:
        return known
    if ballots.vote_phase(row, timezone.now()) != "open":
        raise Refused([Problem("", "before", _("The vote has not begun yet."))])
    rule, candidates = ballots.rule_of(row), ballots.new_candidates(ballots.on_the_ballot(row))
    refuse_if(setup_problems(rule, [ballots.item_of(one) for one in candidates]))
    sheet = Sheet.objects.create(budget=row, rule=rule.kept())
    for one in candidates:
        one.sheet = sheet
    Candidate.objects.bulk_create(candidates)
    record("budget.sheet_fixed", row, by=None, summary=str(len(candidates)), public=True, sample=row.sample)
    return sheet


@transaction.atomic
def cast(
    budget: Budget, elector: Elector, choices: Mapping[str, int], *, district: str = "", home: str = "",
    age_group: str = "", now: datetime | None = None, vote: ballots.Vote | None = None,
) -> None:  # fmt: skip
    """Takes the ballot of somebody, or puts it in the place of the one before.

    `district` is the one voted in where the rule asks for it; `home` and `age_group` are told freely, for the turnout.
    `vote` spares a question where somebody has just read it: once the sheet is fixed, nothing on it changes.

    Raises:
        Refused: somebody may not vote here now, or the ballot is not as the rule wants it.
    """
    at = now or timezone.now()
    vote = vote or ballots.vote_of(budget, lean=True)
    if vote.sheet is None:
        refuse_if(ballots.elector_problems(budget, vote.rule, elector, at))
        open_sheet(budget)
        vote = ballots.vote_of(budget, lean=True)
    refuse_if(ballots.elector_problems(budget, vote.rule, elector, at))
    if vote.rule.scope == TOWN:
        district = ""
    refuse_if(ballot_problems(vote.rule, vote.standing, choices, district))
    _not_cut(budget)
    _code_holds(elector)
    _voter(budget, elector, home=district or home, age_group=age_group)
    sums = spent(vote.rule, vote.items, choices) if vote.rule.kind == KNAPSACK else {}
    channel = Channel.ACCOUNT if elector.user else Channel.CODE
    _keep(
        Ballot,
        {"budget_id": budget.pk, "receipt": ballots.receipt_of(budget, elector)},
        {
            "choices": dict(choices), "district": district, "channel": channel.value, "spent": sum(sums.values()),
            "money": money_of(vote.rule, district),
        },
        {"id": drawn_name()},
    )  # fmt: skip


def _keep(table: Any, which: dict[str, Any], said: dict[str, Any], new: dict[str, Any]) -> None:
    """Writes the row of `which` (columns of which there is one row each), or what it says where it is there already. It is
    locked until the end of the transaction."""
    row = which | said | new
    names, blanks = ", ".join(f'"{one}"' for one in row), ", ".join(["%s"] * len(row))
    unique = ", ".join(f'"{one}"' for one in which)
    change = ", ".join(f'"{one}" = excluded."{one}"' for one in said)
    statement = (
        f'INSERT INTO "{{table}}" ({names}) VALUES ({blanks}) '  # noqa: S608 (names of our own)
        f"ON CONFLICT ({unique}) DO UPDATE SET {change}"
    )
    write(statement, table, *row.values())


def _not_cut(budget: Budget) -> None:
    """Asked with the row of the sheet locked until the ballot is written, before any other lock: the end of the vote holds
    the same one, so it waits for ballots on their way, and none comes after it."""
    if not NOT_CUT(budget.pk):
        raise Refused([Problem("", "over", _("The vote has ended."))])


def _code_holds(elector: Elector) -> None:
    """Asked under the lock of the sheet, which whoever revokes codes holds as well."""
    if elector.code and not Code.objects.filter(pk=elector.code.pk).exists():
        raise Refused(
            [
                Problem(
                    "code", "code", _("This code does not hold any more. Please ask the town for a new one.")
                )
            ]
        )


def _voter(budget: Budget, elector: Elector, *, home: str, age_group: str) -> None:
    """Keeps that somebody votes. What comes from the same person waits here for the end of the transaction."""
    known = {key for key, _from, _words in ballots.AGE_GROUPS}
    if elector.user:
        who: dict[str, Any] = {"budget_id": budget.pk, "user_id": elector.user.pk}
    else:
        who = {"code_id": elector.code.pk if elector.code else None}
    told = {
        "district": home if home and DISTRICT(home) else "",
        "age_group": age_group if age_group in known else "",
    }
    _keep(Voter, who, told, {"budget_id": budget.pk, "day": timezone.localdate()})


@transaction.atomic
def withdraw(budget: Budget, elector: Elector, *, now: datetime | None = None) -> None:
    """Takes a ballot back; who voted by code can use it again.

    Raises:
        Refused: the vote is over, or there is no ballot.
    """
    if ballots.vote_phase(budget, now or timezone.now()) != "open":
        raise Refused([Problem("", "over", _("The vote has ended."))])
    if elector.user is None and elector.code is None:
        raise Refused([Problem("", "not_signed_in", _("Please sign in to vote."))])
    who = {"user": elector.user} if elector.user else {"code": elector.code}
    mine = Voter.objects.filter(budget=budget, **who)
    if mine.exists():
        _not_cut(budget)
    voter = mine.select_for_update().first()
    if voter is None:
        raise Refused([Problem("", "no_ballot", _("There is no ballot of yours."))])
    Ballot.objects.filter(budget=budget, receipt=ballots.receipt_of(budget, elector)).delete()
    voter.delete()


@transaction.atomic
def forget_voter(user: User) -> None:
    """Whoever leaves: running votes are taken back; where a vote is over, only the person goes, the ballot has none."""
    rows = Voter.objects.select_for_update().filter(user=user).select_related("budget")
    for voter in rows.prefetch_related("budget__phases"):
        mine = Ballot.objects.filter(
            budget=voter.budget, receipt=ballots.receipt_of(voter.budget, Elector(user=user))
        )
        if ballots.vote_phase(voter.budget, timezone.now()) == "open":
            mine.delete()
            voter.delete()
        else:
            mine.update(receipt=None)
    Voter.objects.filter(user=user).update(user=None)
