"""Records at an agenda item what became of the cases it deals with, by the steps that their own kinds declare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.council.models import AgendaItem, Treated
from mitmachstadt.modules.council.permissions import may_keep_meetings
from mitmachstadt.modules.council.queries.ledger import waiting_at
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases import bulk, hooks
from mitmachstadt.spine.cases.bulk import BulkResult
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.problems import Problem, Refused


def connect() -> None:
    """Starts listening; called when the module is ready."""
    if forget not in hooks.taken_back:
        hooks.taken_back.append(forget)


def forget(case: Case, step: str) -> None:
    """What was recorded by this step at a meeting was wrong: the case waits at its agenda item again."""
    wrong = Treated.objects.filter(case=case, step=step).last()
    if wrong is not None:
        wrong.delete()


@transaction.atomic
def treat(item: AgendaItem, case_ids: Sequence[int], step_key: str, given: Given, *, by: User) -> BulkResult:
    """Takes one step with the same words on cases that wait at this item; each stands for itself.

    Raises:
        Refused: for strangers, before the meeting, for a cancelled one, without a case, and for cases that do not wait
            for this body.
    """
    if not may_keep_meetings(by):
        raise Refused([Problem("", "not_yours", _("Only the coordinators keep meetings and agendas."))])
    item = AgendaItem.objects.select_for_update().select_related("meeting__body").get(pk=item.pk)
    meeting = item.meeting
    if meeting.cancelled:
        raise Refused([Problem("", "cancelled", _("This meeting has been cancelled."))])
    if meeting.begins > timezone.now():
        raise Refused([Problem("", "in_future", _("This meeting has not taken place yet."))])
    known = {
        row.case.pk
        for name, rows in waiting_at(item, meeting).items()
        if name.partition(".")[2] == step_key
        for row in rows
    }
    chosen = [pk for pk in dict.fromkeys(case_ids) if pk in known]
    if not chosen:
        raise Refused([Problem("", "none", _("Please tick at least one suggestion that waits here."))])
    given = replace(given, held_on=timezone.localdate(meeting.begins))
    result = bulk.step(chosen, step_key, given, by=by)
    done = Case.objects.filter(number__in=result.done)
    Treated.objects.bulk_create(
        [Treated(item=item, case=case, step=step_key) for case in done], ignore_conflicts=True
    )
    if result.done:
        with override("de"):
            record(
                "cases_treated", meeting, by=by, public=meeting.public, sample=meeting.sample,
                summary=str(_("Treated at item %(item)s: %(numbers)s"))
                % {"item": item.label or item.number, "numbers": ", ".join(result.done[:20])},
            )  # fmt: skip
    return result
