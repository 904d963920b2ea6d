"""What a unit may do by the link in its mail, what its own system says, and when somebody is told of a late report; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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


#: The code for every category without one of its own.
OTHERS = "*"


def read_codes(text: str, categories: Collection[str]) -> tuple[dict[str, str], list[Problem]]:
    """Codes of another server from lines like `schlagloch = 012` and one `* = 001`; with the problems at their field."""
    found: dict[str, str] = {}
    for number, line in enumerate((one.strip() for one in text.splitlines() if one.strip()), start=1):
        key, sign, code = (part.strip() for part in line.partition("="))
        if not sign or not key or not code or len(code) > 60:
            words = _("Line %(n)s: please write category = code.") % {"n": number}
            return {}, [Problem("codes", "line", words)]
        if key != OTHERS and key not in categories:
            words = _("Line %(n)s: there is no category “%(key)s”.") % {"n": number, "key": key}
            return {}, [Problem("codes", "category", words)]
        found[key] = code
    if OTHERS not in found:
        return {}, [Problem("codes", "others", _("Please name a code for all others: * = code."))]
    return found, []


@dataclass(frozen=True)
class Reply:
    """What another server says of a report: taken, closed, mended or not, and its words; `words` tells changes apart."""

    closed: bool = False
    taken: bool = False
    fixed: bool = True
    text: str = ""
    day: date | None = None

    @property
    def words(self) -> str:
        return f"{self.closed}|{self.taken}|{self.fixed}|{self.text}"[:400]


def reply_of(row: Mapping[str, Any]) -> Reply:
    """A request of GeoReport v2 as we read it; CitySDK's `detailed_status` says more where it is there."""
    more = row.get("extended_attributes")
    detail = str((more if isinstance(more, Mapping) else row).get("detailed_status") or "").upper()
    text = " ".join(str(row.get("status_notes") or "").split())[:2000]
    return Reply(
        closed=str(row.get("status") or "").lower() == "closed",
        taken=detail in ("IN_PROCESS", "IN_PROGRESS"),
        fixed=detail not in ("REJECTED", "CANCELLED"),
        text=text,
        day=_day(row.get("updated_datetime")),
    )


def _day(value: object) -> date | None:
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        return None
