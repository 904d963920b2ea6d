"""What a budget makes of the council's agenda: the list of the board comes onto one, its meeting moves or falls out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitmachstadt.modules.budgets.models import Application, Budget
from mitmachstadt.modules.budgets.queries.applications import BUDGET
from mitmachstadt.modules.council import interface as council
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Duty
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.problems import Problem, Refused

NOTHING = Problem(
    "subject", "no_advice", gettext_lazy("No application of this budget has been advised on yet.")
)


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """What an agenda item about a budget says."""

    item_id: int
    body_name: str
    starts_at: datetime | None
    cancelled: bool


def propose_list(budget: Budget, meeting_id: int, *, by: User, exception_reason: str = "") -> None:
    """Puts the list of the board on the agenda of a meeting; the agenda answers through the signal.

    Raises `Refused`: as the council's agenda, and where the board has not advised yet.
    """
    council.add_agenda_item(
        meeting_id,
        _("%(budget)s: list of proposals") % {"budget": budget.name},
        by=by,
        subject_kind=BUDGET,
        subject_id=budget.slug,
        exception_reason=exception_reason,
    )


def ask_agenda(slug: str) -> None:
    """Refuses an agenda item about a budget that nobody outside reads, or whose board has not advised."""
    budget = Budget.objects.public().filter(slug=slug).first()
    if budget is None:
        raise Refused([Problem("subject", "unknown_budget", _("There is no public budget of this name."))])
    waiting = Application.objects.filter(budget=budget, case__state__in=("advised", "scheduled", "decided"))
    if not waiting.exists():
        raise Refused([NOTHING])


@transaction.atomic
def follow_item(slug: str, facts: ItemFacts) -> None:
    """Brings a budget up to an agenda item about it; an item beside the one it waits for changes nothing."""
    budget = Budget.objects.filter(slug=slug).first()
    if budget is None or budget.item_id not in (0, facts.item_id):
        return
    if facts.cancelled or facts.starts_at is None:
        if budget.item_id:
            _leave(budget)
        return
    moved = budget.meeting_at is not None and budget.meeting_at != facts.starts_at
    Budget.objects.filter(pk=budget.pk).update(
        item_id=facts.item_id, meeting_at=facts.starts_at, body_name=facts.body_name[:200]
    )
    if moved:
        _follow_day(budget)
    _take(budget, "advised", "scheduled")


@transaction.atomic
def leave_item(slug: str, item_id: int) -> None:
    """After its agenda item was taken off: undecided applications wait for another meeting."""
    budget = Budget.objects.filter(slug=slug, item_id=item_id).first()
    if budget is not None:
        _leave(budget)


def _follow_day(budget: Budget) -> None:
    """What is owed after the meeting is owed after its new day."""
    rows = Duty.objects.filter(
        case__application__budget=budget, case__state="scheduled", done_at__isnull=True
    )
    for duty in rows.select_related("case__unit"):
        owed = kind_of(duty.case).duty_of(duty.case, timezone.localdate())
        if owed is not None and owed.due_on != duty.due_on:
            Duty.objects.filter(pk=duty.pk).update(due_on=owed.due_on)


def _leave(budget: Budget) -> None:
    _take(budget, "scheduled", "advised")
    Budget.objects.filter(pk=budget.pk).update(item_id=0, meeting_at=None, body_name="")


def _take(budget: Budget, source: str, target: str) -> None:
    """Moves every application of a budget that stands at `source`."""
    rows = Application.objects.filter(budget=budget, case__state=source).select_related("case__unit")
    for row in rows.order_by("pk"):
        move(row.case, target, by=None, as_house=True, expect_version=row.case.version)
