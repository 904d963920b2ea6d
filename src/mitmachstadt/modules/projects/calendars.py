"""Windows for suggestions and meetings as a calendar (RFC 5545) that people subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mitmachstadt.modules.projects.models import Participation, Project, Reading
from mitmachstadt.modules.projects.rules import RUNNING_STATES

PAST_DAYS = 366
MOST_PROJECTS = 2000


def calendar_of(projects: QuerySet[Project], name: str, today: date) -> bytes:
    """The calendar of these public projects: their windows, and their readings in public meetings.

    Events older than a year are left out. An event keeps its UID for ever; `SEQUENCE` and `LAST-MODIFIED` move with
    the sheet. Windows are whole days and leave the person free; readings carry the town's time zone.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.TOWN['platform']}//{settings.TOWN['name']}//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    since = today - timedelta(days=PAST_DAYS)
    endless = Q(window_end__isnull=True, state__in=RUNNING_STATES)
    windows = projects.filter(
        endless | Q(window_end__gte=since), participation=Participation.YES, window_start__isnull=False
    ).order_by(F("window_end").asc(nulls_last=True), "id")
    for project in windows[:MOST_PROJECTS]:
        calendar.add_component(_window(project))
    readings = (
        Reading.objects.filter(project__in=projects, day__gte=since, agenda_item__meeting__public=True)
        .select_related("project", "body", "agenda_item__meeting")
        .order_by("day", "id")
    )
    for event in _readings(readings[:MOST_PROJECTS]):
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _window(project: Project) -> Event:
    event = _event(project, f"window-{project.number}")
    event.add("dtstart", project.window_start)
    if project.window_end is None:
        # A day without an end is that one day (RFC 5545, 3.6.1): the beginning, with the words for the rest.
        words = _("Suggestions possible from now on, until further notice: %(title)s")
    else:
        words = _("Suggestions possible: %(title)s")
        event.add("dtend", project.window_end + timedelta(days=1))  # the end is not included
    event.add("summary", _title(project, words))
    event.add("transp", "TRANSPARENT")
    event.add("description", project.summary)
    return event


def _readings(readings: Iterable[Reading]) -> Iterable[Event]:
    for reading in readings:
        meeting = reading.agenda_item.meeting
        event = _event(reading.project, f"reading-{reading.project.number}-{meeting.pk}")
        event.add("summary", f"{reading.body.name}: {_title(reading.project, '%(title)s')}")
        event.add("dtstart", meeting.begins.astimezone(ZoneInfo(settings.TIME_ZONE)))
        if meeting.place:
            event.add("location", meeting.place)
        event.add("description", _("Item %(n)s of the agenda") % {"n": reading.agenda_item.number})
        event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
        yield event


def _event(project: Project, key: str) -> Event:
    event = Event()
    changed: datetime = project.updated_at.astimezone(ZoneInfo("UTC"))
    event.add("uid", f"{key}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", project.version)
    event.add("url", settings.BASE_URL + reverse("projects:detail", args=[project.number]))
    return event


def _title(project: Project, form: str) -> str:
    title = form % {"title": project.title}
    return f"{title} ({_('Sample')})" if project.sample else title
