"""Meetings as a calendar (RFC 5545) that people subscribe to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from mitmachstadt.modules.council.models import Meeting
from mitmachstadt.modules.council.presenters import place_words

PAST_DAYS = 366
MOST = 2000
LENGTH = timedelta(hours=2)  # what a calendar reserves where no end is known


def calendar_of(found: QuerySet[Meeting], name: str, today: date | None) -> bytes:
    """The calendar of these public meetings; those older than a year are left out when `today` is given.

    An event keeps its UID for ever; `SEQUENCE` and `LAST-MODIFIED` move with the meeting.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.TOWN['platform']}//{settings.TOWN['name']}//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    found = found.filter(starts_at__isnull=False).select_related("body", "location")
    if today is not None:
        since = timezone.make_aware(datetime.combine(today - timedelta(days=PAST_DAYS), time.min))
        found = found.filter(starts_at__gte=since)
    for meeting in found.order_by("starts_at", "id")[:MOST]:
        calendar.add_component(_event(meeting))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting) -> Event:
    zone = ZoneInfo(settings.TIME_ZONE)
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", meeting.modified_at)
    event.add("last-modified", meeting.modified_at)
    event.add("sequence", int(meeting.modified_at.timestamp()) // 60)
    event.add("summary", meeting.body.name if not meeting.name else f"{meeting.body.name}: {meeting.name}")
    event.add("dtstart", meeting.begins.astimezone(zone))
    event.add("dtend", (meeting.ends_at or meeting.begins + LENGTH).astimezone(zone))
    place = place_words(meeting)
    if place:
        event.add("location", place)
    event.add("url", settings.BASE_URL.rstrip("/") + reverse("council:meeting", args=[meeting.pk]))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event
