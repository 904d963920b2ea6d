"""The writers of readings: on the agenda, off it, and what the body decided; the gate itself hangs on the agenda."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.projects.actions.common import locked, refuse_unless_coordinator
from mitmachstadt.modules.projects.actions.path import move_project
from mitmachstadt.modules.projects.models import Project, Reading, State
from mitmachstadt.modules.projects.rules import Given
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.problems import Problem, Refused

SUBJECT = "project"


@transaction.atomic
def schedule_reading(
    project: Project,
    meeting_id: int,
    *,
    by: User,
    title: str = "",
    exception_reason: str = "",
    paper_reference: str = "",
    paper_title: str = "",
) -> Reading:
    """Puts the project on the agenda of a meeting, through the gate.

    Raises:
        Refused: for whoever may not, and whenever the gate is closed and no reason for an exception (at least 20
            characters, everybody reads it) is given.
    """
    refuse_unless_coordinator(by, project)
    item = council.add_agenda_item(
        meeting_id, title.strip() or project.title, by=by, subject_kind=SUBJECT, subject_id=project.number,
        exception_reason=exception_reason, paper_reference=paper_reference, paper_title=paper_title,
    )  # fmt: skip
    return Reading.objects.select_related("body").get(agenda_item_id=item.id)


@transaction.atomic
def cancel_reading(reading: Reading, *, by: User, reason: str = "") -> None:
    """Takes the project off that agenda; raises `Refused` once the body has decided."""
    refuse_unless_coordinator(by, reading.project)
    council.remove_agenda_item(reading.agenda_item_id, by=by, reason=reason)


@transaction.atomic
def record_reading_result(reading: Reading, result: str, *, by: User, vote: str = "") -> Reading:
    """Keeps what the body decided; the first time a published project thereby reaches its first reading.

    Raises:
        Refused: before the meeting, without words, or for whoever may not.
    """
    project = locked(reading.project)
    refuse_unless_coordinator(by, project)
    if reading.day > timezone.localdate():
        raise Refused([Problem("result", "in_future", _("The reading has not taken place yet."))])
    council.record_result(reading.agenda_item_id, result, by=by, vote=vote)
    fresh = Reading.objects.select_related("project", "body").get(pk=reading.pk)
    if project.state == State.PUBLISHED and not project.hidden:
        given = Given(reading_on=fresh.day, exception_reason=fresh.exception_reason)
        move_project(project, State.FIRST_READING, by=by, given=given)
        fresh.refresh_from_db()
    return fresh
