"""What a unit may do by the link in its mail, and when somebody is told that a report is late; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem

#: The answers by link, with the step of the case that each is.
ANSWERS = {"taken": "start", "fixed": "fix", "not_fixed": "close"}
WORKED = ("open", "in_work", "passed_on")


def may_send(state: str, hidden: bool, sample: bool) -> bool:
    """Whether a unit outside hears of a report: once it is released, and never of an example."""
    return state in WORKED and not hidden and not sample


def may_answer(answer: str, state: str, still_theirs: bool, hidden: bool) -> list[Problem]:
    """What stands against an answer by link: the report went to somebody else, or is closed already."""
    if hidden or not still_theirs:
        return [
            Problem("", "not_yours", _("This report lies with another unit now. There is nothing to do."))
        ]
    if state not in WORKED:
        return [Problem("", "closed", _("This report is closed already. Thank you."))]
    if answer not in ANSWERS:
        return [Problem("answer", "missing", _("Please say what becomes of it."))]
    if answer == "taken" and state == "in_work":
        return [Problem("answer", "taken", _("You have taken it already. Is it mended?"))]
    return []


def newly_late(rows: Iterable[tuple[int, date, bool]], today: date) -> list[int]:
    """Of reports (key, due on, told before) those that are late and of which nobody has been told."""
    return [key for key, due_on, told in rows if due_on < today and not told]
