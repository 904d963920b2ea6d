"""What petitions hear from the council through the spine: whether an entry may be made, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.petitions.actions.agenda import ItemFacts, follow_item, leave_item, locked
from mitmachstadt.modules.petitions.actions.petitions import KIND
from mitmachstadt.modules.petitions.queries import town
from mitmachstadt.modules.petitions.rules import may_enter_agenda
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.signals import agenda_entry_asked, agenda_entry_removed, agenda_entry_written
from mitmachstadt.spine.problems import Problem, Refused, refuse_if


def connect() -> None:
    """Starts listening; called when the module is ready."""
    agenda_entry_asked.connect(ask, dispatch_uid="petitions.asked")
    agenda_entry_written.connect(written, dispatch_uid="petitions.written")
    agenda_entry_removed.connect(removed, dispatch_uid="petitions.removed")


def ask(
    *,
    subject_kind: str,
    subject_id: str,
    body: Organisation,
    day: date,
    exception_reason: str = "",
    **kwargs: Any,
) -> None:
    """Refuses an agenda item about a petition that is not admitted, or too late for that day without a reason."""
    if subject_kind != KIND:
        return
    petition = locked(subject_id)
    if petition is None:
        raise Refused([Problem("subject", "unknown_petition", _("There is no petition with this number."))])
    case = petition.case
    received = timezone.localdate(case.received_at)
    refuse_if(may_enter_agenda(case.state, received, day, town.rules_of(case), exception_reason))


def written(*, item: Any, subject_kind: str, subject_id: str, **kwargs: Any) -> None:
    """Follows an agenda item about a petition that was written, moved or given a result."""
    if subject_kind != KIND:
        return
    meeting = item.meeting
    follow_item(
        subject_id,
        ItemFacts(
            item_id=item.pk,
            meeting_id=meeting.pk,
            body=meeting.body,
            starts_at=meeting.starts_at,
            place=meeting.place,
            cancelled=meeting.cancelled,
            result=item.result,
            vote=item.vote,
            outcome=item.outcome,
        ),
    )


def removed(*, subject_kind: str, subject_id: str, item_id: int, **kwargs: Any) -> None:
    """After an agenda item about a petition was taken off."""
    if subject_kind == KIND:
        leave_item(subject_id, item_id)
