"""Turns the events of a case into lines that people read, for the public page and for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.spine.cases import queries
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.rules import is_overdue
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.ui.words import day


@dataclass(frozen=True)
class Line:
    """One line: what happened, when, who (staff only), its icon and look; `note` for internal words, `text` for public."""

    what: str
    icon: str
    look: str = ""
    at: datetime | None = None
    day: date | None = None
    who: str = ""
    text: str = ""
    note: str = ""
    extra: str = ""
    file: Upload | None = None


def lines(case: Case, *, internal: bool, today: date) -> list[Line]:
    """The timeline of a case, oldest first; a passed deadline closes it."""
    found = [_line(case, event, internal) for event in queries.timeline(case, internal=internal)]
    due_on = getattr(case, "due_on", None)
    if is_overdue(due_on, today):
        found.append(Line(_("The deadline has passed"), "alarm", "late", day=due_on))
    return found


def _line(case: Case, event: CaseEvent, internal: bool) -> Line:
    kind = kind_of(case)
    who = event.actor_name if internal else str(event.data.get("unit", "")) if event.actor_name else ""
    fixed = {
        "received": (_("Arrived and kept"), "check", "done"),
        "note": (_("Internal note"), "lock", "now"),
        "email_confirmed": (_("E-mail address confirmed"), "mail", "grey"),
        "text_changed": (_("The sender changed the text"), "pencil", "grey"),
        "unassigned": (_("Assigned to nobody"), "person", "grey"),
        "letter": (_("Letter to the sender"), "mail", "grey"),
        "personal_deleted": (_("Personal data deleted"), "trash", "grey"),
    }
    if event.kind in fixed:
        what, icon, look = fixed[event.kind]
        hushed = event.kind in ("note", "letter")
        return Line(what, icon, look, event.at, who=who, note=event.text if hushed else "")
    if event.kind == "assigned":
        return Line(_("Assigned to %(name)s") % {"name": event.text}, "person", "grey", event.at, who=who)
    if event.kind == "handed_over":
        return Line(
            _("Passed to %(unit)s") % {"unit": event.data.get("to", "")},
            "arrow-right",
            "grey",
            event.at,
            who=who,
        )
    if event.kind in kind.more_lines:
        words, icon = kind.more_lines[event.kind]
        day_alone = timezone.localdate(event.at) if event.data.get("only_day") else None
        return Line(
            str(words), icon, "grey", None if day_alone else event.at, day=day_alone, who=who, text=event.text,
            file=event.upload,
        )  # fmt: skip
    try:
        step = kind.transition(event.kind)
    except KeyError:
        return Line(event.kind, "info", "grey", event.at, who=who, text=event.text)
    # What was hidden in a heap, and came back, names no state.
    state = kind.state(event.to_state) if event.to_state else None
    final = state is not None and state.final
    what = f"{step.said}: {state.name}" if state and final and event.data.get("outcome") else str(step.said)
    held_on = _held_on(event)
    return Line(
        what,
        step.icon,
        "done" if state and final and not state.hidden else "grey",
        at=None if held_on else event.at,
        day=held_on,
        who=who,
        text=event.text if internal or "reason" in step.needs else "",
        extra=_extra(event),
        file=event.upload,
    )


def _held_on(event: CaseEvent) -> date | None:
    """The day of the meeting whose result was entered on another day."""
    held_on = date.fromisoformat(event.data["held_on"]) if event.data.get("held_on") else None
    return held_on if held_on != timezone.localdate(event.at) else None


def _extra(event: CaseEvent) -> str:
    parts = []
    if _held_on(event):
        parts.append(_("Entered on %(day)s") % {"day": day(event.at)})
    if event.data.get("vote"):
        parts.append(_("Vote: %(vote)s") % {"vote": event.data["vote"]})
    if event.data.get("effect"):
        parts.append(_("Effect: %(effect)s") % {"effect": event.data["effect"]})
    if event.data.get("passed_to"):
        parts.append(_("Passed on to: %(name)s") % {"name": event.data["passed_to"]})
    if event.data.get("together"):
        parts.append(_("Together with %(numbers)s") % {"numbers": ", ".join(event.data["together"])})
    return " · ".join(parts)
