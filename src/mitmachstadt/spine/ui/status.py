"""Every status with its colour, icon and words: all three always together, defined only here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Status:
    """`label` stands alone; with a detail (a date, days left) the chip says `short` + `joint` + detail."""

    tone: str
    icon: str
    label: Promise | str
    short: Promise | str
    joint: str = " "


def status(
    tone: str, icon: str, label: Promise | str, short: Promise | str | None = None, joint: str = " "
) -> Status:
    return Status(tone, icon, label, short if short is not None else label, joint)


STATUSES: dict[str, Status] = {
    "draft": status("grey", "eye-off", _("Draft"), joint=", "),
    "department_check": status("grey", "eye-off", _("Department check"), joint=", "),
    "coordination": status("grey", "eye-off", _("Coordination"), joint=", "),
    "informed": status("plum", "people", _("Council informed")),
    "published": status("sky", "megaphone", _("Published")),
    "first_reading": status(
        "plum", "gavel", _("First reading"), pgettext_lazy("of a project, with a date", "Reading")
    ),
    "in_work": status("sun", "spanner", _("In progress")),
    "done": status("leaf", "check-circle", pgettext_lazy("project", "Done")),
    "put_back": status("grey", "pause", _("Put back"), joint=", "),
    "stopped": status("grey", "cross-circle", pgettext_lazy("project", "Stopped")),
    "open": status(
        "petrol", "message", _("Open for suggestions"), pgettext_lazy("for suggestions", "Open"), ", "
    ),
    "overdue": status("danger", "alarm", _("Overdue")),
    "accepted": status("leaf", "check-circle", _("Taken up")),
    "partly_accepted": status("sun", "partly", _("Partly taken up")),
    "rejected": status("grey", "cross-circle", _("Not taken up")),
    "in_check": status("grey", "clock", _("Being checked"), joint=", "),
    "received": status("sky", "inbox", _("Received")),
    "answered": status("leaf", "message", _("Answered")),
    "waiting": status("grey", "clock", _("Waiting"), joint=", "),
    "sample": status("sample", "info", pgettext_lazy("made-up content", "Sample")),
}

# Words that modules may use for the same thing.
ALIASES = {
    "council_informed": "informed", "reading": "first_reading", "in_progress": "in_work", "finished": "done",
    "postponed": "put_back", "deferred": "put_back", "ended": "stopped", "partly": "partly_accepted",
    "partially_accepted": "partly_accepted", "refused": "rejected", "not_accepted": "rejected",
    "checking": "in_check", "coordinating": "coordination", "checked": "department_check",
}  # fmt: skip


def find(key: str) -> Status:
    """The status of that key.

    Raises:
        KeyError: for a key nobody defined, so that no chip is ever shown without its colour and icon.
    """
    return STATUSES[ALIASES.get(key, key)]
