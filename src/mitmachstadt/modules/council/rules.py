"""What must be true of meetings and agendas, as pure functions; what an item is about is judged by its own module."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem


def problems_with_meeting(
    *, is_body: bool, starts_at: datetime | None, taken: bool, place: str = ""
) -> list[Problem]:
    """What forbids a meeting of a body at that moment; `taken`: the body already meets then."""
    problems = []
    if not is_body:
        problems.append(
            Problem("body", "no_body", _("Only the council, committees and boards hold meetings."))
        )
    if starts_at is None:
        problems.append(Problem("starts_at", "missing", _("Please say when the meeting begins.")))
    if taken:
        problems.append(Problem("starts_at", "taken", _("This body already has a meeting at that time.")))
    if len(place) > 200:
        problems.append(Problem("place", "too_long", _("The place may have at most 200 characters.")))
    return problems


def problems_with_item(
    title: str,
    *,
    cancelled: bool,
    subject_present: bool,
    number: int | None,
    numbers: Sequence[int],
    most: int = 300,
) -> list[Problem]:
    """What forbids a new item; `subject_present`: the thing already stands on this agenda."""
    problems = []
    if not title.strip():
        problems.append(Problem("title", "missing", _("Please give the agenda item a title.")))
    elif len(title) > most:
        problems.append(Problem("title", "too_long", _("The title is too long.")))
    if cancelled:
        problems.append(Problem("meeting", "cancelled", _("This meeting has been cancelled.")))
    if subject_present:
        problems.append(Problem("meeting", "twice", _("It already stands on the agenda of this meeting.")))
    if number is not None and number < 1:
        problems.append(Problem("number", "out_of_range", _("Agenda items are numbered from 1 upwards.")))
    elif number in numbers:
        problems.append(Problem("number", "taken", _("This number is already given on the agenda.")))
    return problems


def problems_with_result(
    result: str, *, starts_at: datetime, now: datetime, cancelled: bool
) -> list[Problem]:
    """What forbids recording what a body decided."""
    problems = []
    if not result.strip():
        problems.append(Problem("result", "missing", _("Please say what was decided.")))
    if cancelled:
        problems.append(Problem("result", "cancelled", _("This meeting has been cancelled.")))
    elif starts_at > now:
        problems.append(Problem("result", "in_future", _("This meeting has not taken place yet.")))
    return problems


def problems_with_another_time(*, decided: bool) -> list[Problem]:
    """What forbids moving or cancelling a meeting: something was `decided` there, so it has been."""
    if decided:
        return [Problem("starts_at", "decided", _("This meeting has results; it has taken place."))]
    return []


def problems_with_presence(*, starts_at: datetime, now: datetime, cancelled: bool) -> list[Problem]:
    """What forbids saying who was at a meeting."""
    if cancelled:
        return [Problem("", "cancelled", _("This meeting has been cancelled."))]
    if starts_at > now:
        return [Problem("", "in_future", _("This meeting has not taken place yet."))]
    return []


def problems_with_paper(reference: str, title: str, *, taken: bool) -> list[Problem]:
    """What forbids a new paper; `taken`: the reference is given already."""
    problems = []
    if not reference.strip():
        problems.append(Problem("reference", "missing", _("Please give the number of the paper.")))
    elif len(reference) > 100:
        problems.append(Problem("reference", "too_long", _("The number may have at most 100 characters.")))
    elif taken:
        problems.append(Problem("reference", "taken", _("This number is given already.")))
    if not title.strip():
        problems.append(Problem("title", "missing", _("Please give the title of the paper.")))
    elif len(title) > 1000:
        problems.append(Problem("title", "too_long", _("The title may have at most 1,000 characters.")))
    return problems


def problems_with_name(name: str, field: str = "name", most: int = 300) -> list[Problem]:
    """What forbids a name of a person, body, term or place."""
    if not name.strip():
        return [Problem(field, "missing", _("Please give a name."))]
    if len(name) > most:
        return [Problem(field, "too_long", _("This name is too long."))]
    return []


def problems_with_days(start: date | None, end: date | None, field: str = "end") -> list[Problem]:
    """What forbids a span of days; open ends are fine."""
    if start and end and end < start:
        return [Problem(field, "before_start", _("The last day lies before the first."))]
    return []


def problems_with_point(lat: float | None, lon: float | None) -> list[Problem]:
    """What forbids a point on the map: one number without the other, or one out of range."""
    if (lat is None) != (lon is None):
        return [Problem("lat", "half", _("A point needs latitude and longitude."))]
    if lat is not None and lon is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return [Problem("lat", "out_of_range", _("This point does not exist."))]
    return []


def problems_with_right(same: bool, both_sit: bool, source: str) -> list[Problem]:
    """What forbids a right to table items: `same` body, one that holds no meetings, or no source."""
    problems = []
    if same:
        problems.append(Problem("committee", "same", _("A body needs no right in itself.")))
    if not both_sit:
        problems.append(
            Problem("committee", "no_body", _("Only the council, committees and boards hold meetings."))
        )
    if not source.strip():
        problems.append(Problem("source", "missing", _("Please name the decision or statute it comes from.")))
    return problems


def problems_with_tabling(may_table: bool) -> list[Problem]:
    """What forbids a board as the one that tabled an item; `may_table`: it has the right there on that day."""
    if may_table:
        return []
    return [Problem("tabled_by", "no_right", _("This board may not table items in this body on that day."))]
