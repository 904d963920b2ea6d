"""The gate: no body deals with a project before its members knew of it and everybody could read it.

Source of the order informed, published, first handled: coalition agreement 2021-2025 of Castrop-Rauxel,
chapter on participation; the lead time is the town's own rule.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.rules.dates import ProjectDates
from mitmachstadt.modules.projects.rules.list_rules import ListRules
from mitmachstadt.modules.projects.rules.spans import after, spoken_day
from mitmachstadt.modules.projects.rules.texts import MIN_REASON, is_reasoned, reason_length
from mitmachstadt.spine.problems import Problem


def may_enter_agenda(
    project: ProjectDates, meeting_on: date, rules: ListRules, exception_reason: str = ""
) -> list[Problem]:
    """What forbids putting the project on the agenda of a body that meets on that day; empty: nothing.

    A reason for an exception (at least 20 characters) opens the gate for every project, and whoever records
    it makes it public. A reason that is too short is refused, never ignored.
    """
    if reason_length(exception_reason):
        return list(_too_short("exception_reason", exception_reason))
    return order_problems(project, meeting_on, rules)


def order_problems(project: ProjectDates, meeting_on: date, rules: ListRules) -> list[Problem]:
    """What in the three ordered dates forbids a handling on `meeting_on`, leaving exceptions aside."""
    problems = [*_missing(project, rules), *_information(project, rules)]
    if problems:
        return problems
    earliest = _earliest(project, rules, today=None)
    if meeting_on >= earliest:
        return []
    message = format_lazy(
        _("The sheet must be public for {span} first: the earliest meeting is on {day}."),
        span=rules.lead_time.span.words, day=spoken_day(earliest),
    )  # fmt: skip
    if rules.lead_time.span.amount == 0:
        message = format_lazy(
            _("The sheet must be public before the day of the meeting: the earliest is {day}."),
            day=spoken_day(earliest),
        )
    return [Problem("meeting_on", "lead_time", message)]


def needs_exception(project: ProjectDates, meeting_on: date, rules: ListRules) -> bool:
    """Whether this meeting is only possible with a reasoned and public exception."""
    return bool(order_problems(project, meeting_on, rules))


def earliest_meeting_date(project: ProjectDates, rules: ListRules, *, today: date) -> date:
    """The first day on which a body may deal with the project without an exception.

    For a project that is not public, or whose members are not informed yet, it is the day that would hold if
    both happened today.
    """
    return max(_earliest(project, rules, today=today), today)


def listing_problems(project: ProjectDates, rules: ListRules) -> list[Problem]:
    """What forbids publication: the members must be informed first, unless a public text says why not."""
    if not rules.informed_before_published.required:
        return []
    if reason_length(project.listing_exception):
        return list(_too_short("listing_exception", project.listing_exception))
    if project.informed_at is None:
        return [_not_informed()]
    return list(_information(project, rules))


def _not_informed() -> Problem:
    message = _("The members of the council have not been informed yet.")
    return Problem("informed_at", "not_informed", message)


def _missing(project: ProjectDates, rules: ListRules) -> Iterable[Problem]:
    if rules.informed_before_published.required and project.informed_at is None:
        yield _not_informed()
    if not project.is_public:
        yield Problem("state", "not_public", _("The sheet is not public yet."))


def _information(project: ProjectDates, rules: ListRules) -> Iterable[Problem]:
    if not rules.informed_before_published.required or is_reasoned(project.listing_exception):
        return
    informed, published = project.informed_at, project.published_at
    if informed is not None and published is not None and informed > published:
        message = _("The sheet was published before the members of the council were informed.")
        yield Problem("published_at", "published_before_informed", message)


def _too_short(field: str, reason: str) -> Iterable[Problem]:
    if not is_reasoned(reason):
        message = format_lazy(
            _("Everybody will read this reason. Please write at least {count} characters."), count=MIN_REASON
        )
        yield Problem(field, "reason_too_short", message)


def _earliest(project: ProjectDates, rules: ListRules, *, today: date | None) -> date:
    """The end of the lead time, at least the day after publication; `today` stands in for what is missing."""
    published = project.published_on if project.is_public else None
    informed = project.informed_on if rules.informed_before_published.required else published
    days = [day for day in (published or today, informed or today) if day is not None]
    later = max(days)
    return max(after(later, rules.lead_time.span), later + timedelta(days=1))
