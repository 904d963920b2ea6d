"""Codes for people without an account, and paper ballots counted in by two people."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import date

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.actions.counting import count
from mitmachstadt.modules.budgets.models import Ballot, Budget, Channel, Code, PaperBatch, Sheet
from mitmachstadt.modules.budgets.queries import ballots, town
from mitmachstadt.modules.budgets.rules.ballots import (
    KNAPSACK,
    TOWN,
    ballot_problems,
    money_of,
    read_line,
    spent,
)
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: Without letters and digits that look alike.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH, MOST_CODES, MOST_LINES, LONGEST_LINE = 12, 500, 500, 400
#: A line for a paper ballot that says nothing or can not be read.
INVALID = "x"


def may_run_vote(user: User) -> bool:
    """True for coordinators and for clerks of the unit that answers for budgets."""
    return has_role(user, Role.COORDINATOR) or has_role(user, Role.CLERK, town.unit())


def _only(user: User) -> None:
    refuse_if([] if may_run_vote(user) else [Problem("", "not_allowed", _("Your role does not allow this."))])


@transaction.atomic
def issue_codes(budget: Budget, number: int, *, by: User) -> list[str]:
    """New codes, each for one ballot. They are returned this once; only their checksums are kept.

    Raises:
        Refused: the rule knows no codes, the vote is over, too many at once, or a person without the right.
    """
    _only(by)
    if not ballots.vote_of(budget).rule.codes:
        raise Refused([Problem("", "no_codes", _("This budget is not voted on by code."))])
    if ballots.vote_phase(budget, timezone.now()) not in ("before", "open"):
        raise Refused([Problem("", "over", _("The vote has ended."))])
    if not 1 <= number <= MOST_CODES:
        words = _("Between 1 and %(most)s codes at once.") % {"most": MOST_CODES}
        raise Refused([Problem("number", "number", words)])
    found = ["".join(secrets.choice(ALPHABET) for _place in range(LENGTH)) for _code in range(number)]
    Code.objects.bulk_create(
        [Code(budget=budget, digest=ballots.code_digest(budget, code)) for code in found]
    )
    record("budget.codes_issued", budget, by=by, summary=str(number), sample=budget.sample)
    return found


def prints(budget: Budget) -> list[tuple[date, int, int]]:
    """Days on which codes were printed, the newest first, with how many there are and how many of them are unused."""
    rows = Code.objects.filter(budget=budget).values("made_on").annotate(n=Count("pk"), used=Count("voter"))
    return [(row["made_on"], row["n"], row["n"] - row["used"]) for row in rows.order_by("-made_on")]


@transaction.atomic
def revoke_codes(budget: Budget, day: date | None, *, by: User) -> int:
    """Ends every unused code printed on that day, for a pile that was lost; returns how many. Ballots handed in stay.

    Raises:
        Refused: no such day, the vote is over, or a person without the right.
    """
    _only(by)
    # Whoever hands in a ballot holds one of these until it is written, so no code ends under a ballot on its way.
    Budget.objects.select_for_update(no_key=True).get(pk=budget.pk)
    Sheet.objects.select_for_update().filter(budget=budget).first()
    if ballots.vote_phase(budget, timezone.now()) not in ("before", "open"):
        raise Refused([Problem("", "over", _("The vote has ended."))])
    unused = Code.objects.filter(budget=budget, made_on=day, voter=None) if day else Code.objects.none()
    if day is None or not unused.exists():
        raise Refused([Problem("day", "no_codes", _("There are no unused codes of that day."))])
    gone: int = unused.delete()[0]
    record("budget.codes_revoked", budget, by=by, summary=f"{day.isoformat()}: {gone}", sample=budget.sample)
    return gone


def read_lines(text: str) -> list[str]:
    """The lines of a pile, blanks tidied, empty ones left out; numbers in a line in their order.

    Raises:
        Refused: more lines than a pile may have, or one too long.
    """
    lines = [" ".join(sorted(line.replace(",", " ").split())) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not lines or len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        words = _("One line for each ballot, between 1 and %(most)s of them.") % {"most": MOST_LINES}
        raise Refused([Problem("lines", "lines", words)])
    return lines


def _open_for_paper(budget: Budget) -> ballots.Vote:
    vote = ballots.vote_of(budget)
    if vote.sheet is None:
        raise Refused([Problem("", "before", _("The vote has not begun yet."))])
    if vote.sheet.final_at:
        raise Refused([Problem("", "final", _("The result is declared; it does not change any more."))])
    return vote


def _read(
    vote: ballots.Vote, lines: list[str], district: str
) -> tuple[list[dict[str, int]], int, list[Problem]]:
    """The ballots of a pile, how many are invalid, and what can not be read; a ballot against the rule is invalid."""
    found, invalid, wrong = [], 0, []
    for number, line in enumerate(lines, 1):
        if line.lower() == INVALID:
            invalid += 1
            continue
        try:
            choices = read_line(vote.rule, vote.items, line)
        except Refused as refused:
            words = _("Line %(number)s: %(why)s") % {"number": number, "why": refused}
            wrong.append(Problem("lines", "line", words))
            continue
        if ballot_problems(vote.rule, vote.items, choices, district):
            invalid += 1
        else:
            found.append(choices)
    return found, invalid, wrong


def _district(vote: ballots.Vote, district: str) -> str:
    """The district of a pile where the rule asks for one."""
    if vote.rule.scope == TOWN:
        return ""
    if not district or district not in vote.rule.pots:
        raise Refused(
            [Problem("district", "district_missing", _("Please say for which district these ballots are."))]
        )
    return district


@transaction.atomic
def count_paper(budget: Budget, name: str, text: str, *, by: User, district: str = "") -> PaperBatch:
    """The first count of a pile: what stands on each ballot, a line each. Nothing counts until somebody else has done the same.

    Raises:
        Refused: something can not be read, the name is taken, or a person without the right.
    """
    _only(by)
    Sheet.objects.select_for_update().filter(budget=budget).first()
    vote = _open_for_paper(budget)
    name, lines = " ".join(name.split())[:60], read_lines(text)
    if not name:
        raise Refused(
            [Problem("name", "name", _("Please give the pile a name, as it stands on its envelope."))]
        )
    if PaperBatch.objects.filter(budget=budget, name=name).exists():
        raise Refused([Problem("name", "taken", _("There is a pile of this name already."))])
    place = _district(vote, district)
    refuse_if(_read(vote, lines, place)[2])
    batch = PaperBatch.objects.create(
        budget=budget, name=name, district=place, first="\n".join(lines), counted_by=by
    )
    record("budget.paper_counted", budget, by=by, summary=f"{name}: {len(lines)}", sample=budget.sample)
    return batch


@transaction.atomic
def confirm_paper(batch: PaperBatch, text: str, *, by: User) -> PaperBatch:
    """The second count by somebody else; where both say the same, the ballots count.

    Raises:
        Refused: the same person, another result, counted already, or a person without the right.
    """
    _only(by)
    Sheet.objects.select_for_update().filter(budget=batch.budget_id).first()
    row = PaperBatch.objects.select_for_update(of=("self",)).select_related("budget").get(pk=batch.pk)
    vote = _open_for_paper(row.budget)
    if row.confirmed_at:
        raise Refused([Problem("", "confirmed", _("This pile is counted in already."))])
    if row.counted_by_id in (None, by.pk):
        raise Refused([Problem("", "same_person", _("The second count has to be done by somebody else."))])
    lines = read_lines(text)
    refuse_if(_read(vote, lines, row.district)[2])
    first = row.first.split("\n")
    if Counter(lines) != Counter(first):
        words = _(
            "The two counts differ: %(first)s and %(second)s ballots, %(apart)s lines stand in one of them only."
        )
        apart = sum(((Counter(lines) - Counter(first)) + (Counter(first) - Counter(lines))).values())
        numbers = {"first": len(first), "second": len(lines), "apart": apart}
        raise Refused([Problem("lines", "differ", words % numbers)])
    found, invalid, _wrong = _read(vote, lines, row.district)
    money = money_of(vote.rule, row.district)
    Ballot.objects.bulk_create(
        [
            Ballot(
                budget=row.budget, choices=choices, district=row.district, channel=Channel.PAPER, batch=row, money=money,
                spent=sum(spent(vote.rule, vote.items, choices).values()) if vote.rule.kind == KNAPSACK else 0,
            )
            for choices in found
        ],
        batch_size=500,
    )  # fmt: skip
    row.second, row.confirmed_by, row.confirmed_at = "\n".join(lines), by, timezone.now()
    row.valid, row.invalid = len(found), invalid
    row.save(update_fields=["second", "confirmed_by", "confirmed_at", "valid", "invalid"])
    record(
        "budget.paper_confirmed",
        row.budget,
        by=by,
        summary=f"{row.name}: {len(found)}",
        sample=row.budget.sample,
    )
    if vote.sheet and vote.sheet.cut_at:
        count(vote.sheet)
    return row


@transaction.atomic
def drop_paper(batch: PaperBatch, *, by: User) -> None:
    """Takes a pile back that nobody has confirmed, so that it is counted anew.

    Raises:
        Refused: it counts already, or a person without the right.
    """
    _only(by)
    row = PaperBatch.objects.select_for_update().get(pk=batch.pk)
    if row.confirmed_at:
        raise Refused([Problem("", "confirmed", _("This pile is counted in already."))])
    record("budget.paper_dropped", row.budget, by=by, summary=row.name, sample=row.budget.sample)
    row.delete()
