"""What the list of projects hears from the council through the spine: the gate, and readings kept in step."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.actions.common import (
    LOG_LANGUAGE,
    dates_of,
    log,
    rules_today,
    tell_followers,
)
from mitmachstadt.modules.projects.actions.readings import SUBJECT
from mitmachstadt.modules.projects.actions.refresh import refresh
from mitmachstadt.modules.projects.models import Project, Reading
from mitmachstadt.modules.projects.rules import may_enter_agenda
from mitmachstadt.spine.audit.actions import Change
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.signals import agenda_entry_asked, agenda_entry_removed, agenda_entry_written
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.ui.words import day as day_words


def connect() -> None:
    """Starts listening; called when the module is ready."""
    agenda_entry_asked.connect(ask_gate, dispatch_uid="projects.gate")
    agenda_entry_written.connect(keep_reading, dispatch_uid="projects.reading")
    agenda_entry_removed.connect(forget_reading, dispatch_uid="projects.reading_removed")


def _subject(kind: str, number: str) -> Project | None:
    """The project an agenda item is about, locked; None when it is about something else."""
    if kind != SUBJECT:
        return None
    project: Project | None = Project.objects.select_for_update().filter(number=number).first()
    if project is None:
        raise Refused([Problem("subject", "unknown_project", _("There is no project with this number."))])
    return project


def ask_gate(
    *,
    subject_kind: str,
    subject_id: str,
    body: Organisation,
    day: date,
    exception_reason: str = "",
    **kwargs: Any,
) -> None:
    """Refuses an agenda item that the gate does not let through, whoever asks and however it is made."""
    project = _subject(subject_kind, subject_id)
    if project is not None:
        refuse_if(may_enter_agenda(dates_of(project), day, rules_today(), exception_reason))


def keep_reading(
    *, item: Any, subject_kind: str, subject_id: str, exception_reason: str = "", **kwargs: Any
) -> None:
    """Writes the reading that belongs to an agenda item, or brings it up to the item's state."""
    project = _subject(subject_kind, subject_id)
    if project is None:
        return
    meeting = item.meeting
    values = {
        "project": project, "body": meeting.body, "day": timezone.localdate(meeting.begins),
        "exception_reason": exception_reason.strip(), "result": item.result, "vote": item.vote,
    }  # fmt: skip
    before = Reading.objects.filter(agenda_item_id=item.pk).first()
    Reading.objects.update_or_create(agenda_item_id=item.pk, defaults=values)
    summary = _what_happened(before, values, meeting.cancelled)
    if summary:
        decided = before is not None and before.result != values["result"] and not meeting.cancelled
        log(
            "reading",
            project,
            by=None,
            summary=summary,
            changes=_result_change(before.result, values["result"]) if before and decided else [],
            reason="" if decided else values["exception_reason"],
        )
        tell_followers(
            project,
            title=format_lazy(_("“{title}”: {what}"), title=project.title, what=summary),
            text=values["result"] or summary,
        )
    refresh(project)


def _result_change(old: str, new: str) -> list[Change]:
    """What the body decided, for the log: that is no reason for anything."""
    with override(LOG_LANGUAGE):
        return [{"field": gettext("Result"), "old": old, "new": new}]


def _what_happened(before: Reading | None, values: dict[str, Any], cancelled: bool) -> Any:
    body, when = values["body"].name, day_words(values["day"])
    if cancelled:
        return format_lazy(_("Meeting cancelled: {body}, {day}"), body=body, day=when)
    if before is None:
        return format_lazy(_("On the agenda: {body}, {day}"), body=body, day=when)
    if before.day != values["day"]:
        return format_lazy(_("Meeting moved: {body}, now {day}"), body=body, day=when)
    if before.result != values["result"]:
        return format_lazy(_("Result: {body}, {day}"), body=body, day=when)
    return ""


def forget_reading(*, subject_kind: str, subject_id: str, item_id: int, **kwargs: Any) -> None:
    """After an item was taken off an agenda: its reading goes with it, the log keeps that it was there."""
    project = _subject(subject_kind, subject_id)
    if project is not None:
        Reading.objects.filter(agenda_item_id=item_id).delete()
        log("reading_removed", project, by=None, summary=_("Taken off the agenda"))
        refresh(project)
