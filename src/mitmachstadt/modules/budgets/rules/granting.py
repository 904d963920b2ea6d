"""Decisions about money: what a board may advise, a committee grant, the town pay and claim back, and from when one may begin."""

from __future__ import annotations

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.rules.applying import money
from mitmachstadt.spine.problems import Problem

GRANTED, IN_PART, DECLINED = "granted", "in_part", "declined"


def advice_problems(amount: int | None, requested: int, rank: int | None, reason: str) -> list[Problem]:
    """What is wrong with the advice of the board: 0 euros mean that it does not recommend it, and need a reason."""
    found = []
    if amount is None or amount < 0:
        found.append(Problem("amount", "missing", _("Please write the proposed sum, or 0.")))
    elif amount > requested:
        words = format_lazy(_("Only {sum} euros were applied for."), sum=money(requested))
        found.append(Problem("amount", "above_request", words))
    elif amount < requested and not reason.strip():
        found.append(Problem("text", "missing", _("Please say why it is less than was applied for.")))
    if amount and (rank is None or rank < 1):
        found.append(Problem("rank", "missing", _("Please write the place in the list of proposals.")))
    return found


def granted_sum(outcome: str, amount: int | None, requested: int) -> int:
    """The sum that a decision promises: all, part of it as given, or nothing."""
    if outcome == GRANTED:
        return requested
    return (amount or 0) if outcome == IN_PART else 0


def grant_problems(outcome: str, amount: int | None, requested: int, left: int) -> list[Problem]:
    """What is wrong with a decision; `left` is what the budget still has without this application."""
    if outcome not in (GRANTED, IN_PART, DECLINED):
        return [Problem("outcome", "missing", _("Please choose an outcome."))]
    if outcome == IN_PART and (amount is None or not 0 < amount < requested):
        words = format_lazy(_("In part means more than 0 and less than {sum} euros."), sum=money(requested))
        return [Problem("amount", "in_part", words)]
    if outcome == GRANTED and amount not in (None, requested):
        return [Problem("amount", "not_all", _("This is another sum than applied for: choose “in part”."))]
    if granted_sum(outcome, amount, requested) > left:
        words = format_lazy(_("The budget has only {sum} euros left."), sum=money(max(0, left)))
        return [Problem("amount", "overspent", words)]
    return []


def start_problems(day: date, today: date, notice_on: date | None, early_on: date | None) -> list[Problem]:
    """Why a project may not have begun on `day`: never before the notice, unless it was allowed from a day on."""
    if day > today:
        return [Problem("day", "in_future", _("This day is still to come."))]
    first = min((one for one in (notice_on, early_on) if one is not None), default=None)
    if first is None:
        return [Problem("day", "no_notice", _("Nobody may begin before the notice of grant."))]
    if day < first:
        return [Problem("day", "too_early", _("This is before the day from which you may begin."))]
    return []


def payment_problems(
    amount: int | None, day: date, today: date, granted: int | None, notice_on: date | None
) -> list[Problem]:
    """Why so much can not be paid on `day`."""
    if notice_on is None or not granted:
        return [Problem("", "no_notice", _("Nothing is paid before the notice of grant."))]
    found = []
    if day > today:
        found.append(Problem("day", "in_future", _("This day is still to come.")))
    elif day < notice_on:
        found.append(Problem("day", "before_notice", _("Nothing is paid before the notice of grant.")))
    if amount is None or amount < 1:
        found.append(Problem("amount", "missing", _("Please write how much was paid.")))
    elif amount > granted:
        words = format_lazy(_("Only {sum} euros are granted."), sum=money(granted))
        found.append(Problem("amount", "above_grant", words))
    return found


def unused(paid: int | None, proved: int | None) -> int:
    """What of the paid sum the accepted costs do not cover."""
    return max(0, (paid or 0) - (proved or 0))


def closing_problems(amount: int | None, paid: int | None) -> list[Problem]:
    """Why a proof can not be accepted for good: costs of less than was paid mean that the rest comes back first."""
    if amount is None or amount < 0:
        return [Problem("amount", "missing", _("Please write the costs that the receipts show."))]
    rest = unused(paid, amount)
    if rest:
        words = format_lazy(_("{sum} euros were not used. Please claim them back."), sum=money(rest))
        return [Problem("amount", "unused", words)]
    return []


def coming_problems(day: date | None, today: date) -> list[Problem]:
    """Why something can not be asked for until that day: it is past, or so far away that it must be a slip."""
    if day is None or day <= today:
        return [Problem("day", "past", _("Please give a day that is still to come."))]
    if day.year > today.year + 10:
        return [Problem("day", "too_far", _("Please look at the year again."))]
    return []


def paper_problems(
    came_on: date | None, today: date, paid_on: date | None, done_on: date | None
) -> list[Problem]:
    """Why a proof on paper can not have come on that day."""
    if came_on is None:
        return [Problem("came_on", "missing", _("Please give the day on which it came."))]
    if came_on > today:
        return [Problem("came_on", "future", _("This day is still to come."))]
    if (paid_on and came_on < paid_on) or (done_on and came_on < done_on):
        words = _("A proof comes after the payment, and after what was done.")
        return [Problem("came_on", "too_early", words)]
    return []


def claim_problems(amount: int | None, paid: int | None, until: date | None, today: date) -> list[Problem]:
    """Why so much can not be claimed back until that day."""
    found = []
    if amount is None or amount < 1:
        found.append(Problem("amount", "missing", _("Please write how much is claimed back.")))
    elif amount > (paid or 0):
        words = format_lazy(_("Only {sum} euros were paid."), sum=money(paid or 0))
        found.append(Problem("amount", "above_paid", words))
    return [*found, *coming_problems(until, today)]
