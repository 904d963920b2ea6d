"""Sessions with question time as a calendar (RFC 5545) that people subscribe to."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.petitions.queries import sessions, town


def session_calendar(today: date) -> bytes:
    """The coming sessions, each with the last day for questions as a day of its own that leaves people free."""
    rules = town.question_rules(today)
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.TOWN['platform']}//{settings.TOWN['name']}//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Question time in %(town)s") % {"town": settings.TOWN["name"]})
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    for meeting in sessions.meetings(today, rules):
        calendar.add_component(_session(meeting))
        last = meeting.day - timedelta(days=rules.session.days_before)
        if last >= today:
            calendar.add_component(_deadline(meeting, last))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _session(meeting: council.MeetingInfo) -> Event:
    event = _event(meeting, "session")
    title = _("Question time: %(body)s") % {"body": meeting.body_name}
    event.add("summary", f"{title} ({_('Sample')})" if meeting.sample else title)
    event.add("dtstart", meeting.starts_at.astimezone(ZoneInfo(settings.TIME_ZONE)))
    if meeting.place:
        event.add("location", meeting.place)
    return event


def _deadline(meeting: council.MeetingInfo, last: date) -> Event:
    event = _event(meeting, "deadline")
    event.add("summary", _("Last day for questions: %(body)s") % {"body": meeting.body_name})
    event.add("dtstart", last)
    event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _event(meeting: council.MeetingInfo, what: str) -> Event:
    event = Event()
    event.add("uid", f"question-{what}-{meeting.id}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", timezone.now().astimezone(ZoneInfo("UTC")))
    event.add("url", settings.BASE_URL + reverse("petitions:questions"))
    return event
