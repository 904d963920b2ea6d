"""The calendar of the council, one meeting with its agenda, and calendars to subscribe to."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitmachstadt.modules.council.calendars import calendar_of
from mitmachstadt.modules.council.models import AgendaItem, Meeting
from mitmachstadt.modules.council.presenters import (
    file_views,
    item_view,
    meeting_row,
    place_words,
    when_words,
)
from mitmachstadt.modules.council.queries import bodies, ledger, meetings
from mitmachstadt.spine import asked
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.audit.queries import public_log
from mitmachstadt.spine.city.models import Topic
from mitmachstadt.spine.ui import beside, subjects
from mitmachstadt.spine.ui.beside import Part

LIST = 100
#: Lines of the log that whoever wants to come has to know.
CHANGES = ("meeting_moved", "meeting_cancelled")


def read_month(query: Mapping[str, Any], today: date) -> date:
    """The first day of the month an address asks for; this month when it makes no sense."""
    text = asked.word(query, "monat", 7)
    try:
        found = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return found if 1990 <= found.year <= today.year + 10 else today.replace(day=1)


def moved(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@require_safe
@keep_for_guests
def calendar_page(request: HttpRequest) -> HttpResponse:
    """`/rat/sitzungen/`: a month, of all bodies or of one; what comes next when nothing is in it."""
    today = timezone.localdate()
    month, body = read_month(request.GET, today), asked.word(request.GET, "gremium", 100)
    key = ("council-month", month, body, today, get_language())
    return render(request, "council/meetings.html", kept(key, lambda: month_context(month, body, today)))


def month_context(month: date, body: str, today: date) -> dict[str, Any]:
    """A month as weeks of days, and as a list for phones and screen readers."""
    now = timezone.now()
    rows = [meeting_row(row, now) for row in meetings.of_month(month, body)]
    by_day: dict[date, list[Any]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    weeks = [
        [
            {
                "day": day,
                "inside": day.month == month.month,
                "today": day == today,
                "rows": by_day.get(day, []),
            }
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]
    found = bodies.body(body) if body else None
    tail = f"&gremium={body}" if body else ""
    return {
        "today": today,
        "month": date_format(month, "F Y"),
        "weeks": weeks,
        "rows": rows,
        "next_rows": [] if rows else [meeting_row(row, now) for row in meetings.coming(now, body, 3)],
        "before": f"?monat={moved(month, -1):%Y-%m}{tail}",
        "after": f"?monat={moved(month, 1):%Y-%m}{tail}",
        "this_month": month == today.replace(day=1),
        "this_url": f"?monat={today:%Y-%m}{tail}",
        "month_key": f"{month:%Y-%m}",
        "bodies": list(bodies.bodies()),
        "body": found,
        "topics": list(Topic.objects.all()),
        "ics_url": reverse("council_machine:body-calendar", args=[found.key])
        if found
        else reverse("council_machine:calendar"),
    }


@require_safe
@keep_for_guests
def meeting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/rat/sitzungen/<id>/`: agenda, papers, results, and what residents suggested on it."""
    key = ("council-meeting", pk, timezone.localdate(), get_language())
    context = kept(key, lambda: meeting_context(pk))
    if context is None:
        raise Http404
    return render(request, "council/meeting.html", context)


def meeting_context(pk: int) -> dict[str, Any] | None:
    """Everything about one public meeting, None for an unknown one."""
    meeting = meetings.one(pk)
    if meeting is None:
        return None
    now = timezone.now()
    day = timezone.localdate(meeting.begins)
    items = list(meeting.items.all())
    public = [item for item in items if item.public]
    links = subjects.links((item.subject_kind, item.subject_id) for item in public if item.subject_kind)
    pieces = beside.parts("agenda_item", [item.pk for item in public])
    speaks = meetings.speaking_rights(day, meeting.body_id)
    entries = ledger.of_items(public, meeting, now)
    for pk, rows in entries.items():
        piece = Part(
            template="council/parts/ledger.html", context={"rows": rows, "past": meeting.begins < now}
        )
        pieces.setdefault(str(pk), []).append(piece)

    def view(item: AgendaItem) -> Any:
        return item_view(
            item, links.get((item.subject_kind, item.subject_id)), pieces.get(str(item.pk), []), speaks
        )

    return {
        "meeting": meeting,
        "when": when_words(meeting, timezone.localdate(now)),
        "day": day,
        "place": place_words(meeting),
        "moved": public_log("meeting", meeting.pk).filter(action__in=CHANGES).first(),
        "point": _point(meeting),
        "past": meeting.begins < now,
        "present": [row for row in meeting.participants.all() if row.public and row.deleted_at is None],
        "items": [view(item) for item in items],
        "hidden_items": len(items) - len(public),
        "decided": sum(bool(item.outcome or item.result) for item in public),
        "invitation": file_views([meeting.invitation]),
        "minutes": file_views([meeting.minutes, meeting.verbatim_minutes]),
        "files": file_views(meeting.files.all()),
        "parts": beside.parts("meeting", [meeting.pk]).get(str(meeting.pk), []),
        "ics_url": reverse("council_machine:meeting-calendar", args=[meeting.pk]),
        "follow_url": f"{reverse('notify:follow')}?art=body&ziel={meeting.body.key}",
    }


def _point(meeting: Meeting) -> tuple[float, float] | None:
    place = meeting.location
    return (place.lon, place.lat) if place and place.lat is not None and place.lon is not None else None


def _ics(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}.ics"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@keep_for_guests
def calendar_all(request: HttpRequest) -> HttpResponse:
    """`/rat/sitzungen.ics`: the meetings of all bodies."""
    name = _("Council meetings in %(town)s") % {"town": settings.TOWN["name"]}
    return _ics(calendar_of(Meeting.objects.public(), name, timezone.localdate()), "sitzungen")


@require_safe
@keep_for_guests
def calendar_body(request: HttpRequest, key: str) -> HttpResponse:
    """`/rat/gremien/<key>.ics`: the meetings of one body."""
    body = bodies.body(key)
    if body is None:
        raise Http404
    found = meetings.of_body(Meeting.objects.public(), key)
    return _ics(calendar_of(found, body.name, timezone.localdate()), key)


@require_safe
@keep_for_guests
def calendar_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """`/rat/themen/<slug>.ics`: meetings in which something about a topic stands on the agenda."""
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise Http404
    found = meetings.about_topic(Meeting.objects.public(), slug)
    return _ics(calendar_of(found, str(topic), timezone.localdate()), slug)


@require_safe
@keep_for_guests
def calendar_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """`/rat/sitzungen/<id>.ics`: one meeting for one's own calendar."""
    found = Meeting.objects.public().filter(pk=pk, starts_at__isnull=False).select_related("body").first()
    if found is None:
        raise Http404
    return _ics(calendar_of(Meeting.objects.filter(pk=pk), str(found), None), f"sitzung-{pk}")
