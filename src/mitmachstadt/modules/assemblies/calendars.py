"""Assemblies as a calendar (RFC 5545) that people subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mitmachstadt.modules.assemblies.models import Assembly, State


def calendar_of(assemblies: Iterable[Assembly], name: str) -> bytes:
    """The calendar of these public assemblies; an event keeps its UID for ever, `SEQUENCE` moves with each change."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.TOWN['platform']}//{settings.TOWN['name']}//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for assembly in assemblies:
        calendar.add_component(_event(assembly))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(assembly: Assembly) -> Event:
    zone = ZoneInfo(settings.TIME_ZONE)
    changed = assembly.updated_at.astimezone(ZoneInfo("UTC"))
    event = Event()
    event.add("uid", f"assembly-{assembly.number}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", assembly.version)
    event.add("url", settings.BASE_URL + assembly.get_absolute_url())
    event.add("dtstart", assembly.starts_at.astimezone(zone))
    event.add("dtend", assembly.ends_at.astimezone(zone))
    title = f"{assembly.title} ({_('Sample')})" if assembly.sample else assembly.title
    event.add("summary", title)
    event.add("location", ", ".join(filter(None, (assembly.place, assembly.address))))
    if assembly.lat is not None and assembly.lon is not None:
        event.add("geo", (assembly.lat, assembly.lon))
    event.add("description", "\n".join(filter(None, (assembly.summary, assembly.entrance))))
    event.add("status", "CANCELLED" if assembly.state == State.CANCELLED else "CONFIRMED")
    return event
