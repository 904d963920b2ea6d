"""What leaves the site: calendars, and the minutes for paper."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mitmachstadt.modules.assemblies import queries, rules
from mitmachstadt.modules.assemblies.calendars import calendar_of
from mitmachstadt.modules.assemblies.models import Assembly
from mitmachstadt.modules.assemblies.views import common
from mitmachstadt.spine.audit.kept import keep_for_guests
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.files.printing import codes_for, make_pdf
from mitmachstadt.spine.ui.words import clock, day

SHEET = Path(__file__).parent.parent / "templates" / "assemblies" / "print" / "minutes.typ"
PAST = timedelta(days=366)
MOST = 500


@require_safe
@cache_control(public=True, max_age=600)
@keep_for_guests
def calendar(request: HttpRequest) -> HttpResponse:
    """`/versammlungen/termine.ics`: all to come and those of a year, narrowed by the list's filters."""
    filters, now = queries.Filters.of(request.GET), timezone.now()
    coming = queries.Filters(filters.district, filters.kind)
    past = queries.Filters(filters.district, filters.kind, past=True)
    rows = [
        *queries.listed(past, now).filter(starts_at__gte=now - PAST)[:MOST],
        *queries.listed(coming, now)[:MOST],
    ]
    name = _("Assemblies in %(town)s") % {"town": settings.TOWN["name"]}
    return _ics(calendar_of(rows, name), "versammlungen")


@require_safe
@cache_control(public=True, max_age=600)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """`/versammlungen/<number>/termin.ics`."""
    assembly = common.assembly_or_404(number)
    return _ics(calendar_of([assembly], assembly.title), assembly.number)


def _ics(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


@require_safe
def minutes(request: HttpRequest, number: str) -> HttpResponse:
    """`/versammlungen/<number>/niederschrift.pdf`: the minutes with every wish and its answer, set for paper."""
    assembly = common.assembly_or_404(number)
    if assembly.minutes_published_at is None:
        raise Http404
    data = minutes_data(assembly)
    response = HttpResponse(
        make_pdf(SHEET, data, codes=codes_for(data["url"])), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{assembly.number}-niederschrift.pdf"'
    return response


def minutes_data(assembly: Assembly) -> dict[str, Any]:
    """What the sheet prints: `title`, `lines`, paragraphs `text`, `wishes` with head, text and answer."""
    found = queries.wishes_of(assembly)
    counts = rules.followed_up(wish.case.state for wish in found)
    url = settings.BASE_URL + assembly.get_absolute_url()
    town = settings.TOWN["name"]
    title = f"{assembly.title} ({_('Sample')})" if assembly.sample else assembly.title
    return {
        "title": _("Minutes: %(title)s") % {"title": title},
        "lang": get_language() or "de",
        "foot": f"{settings.TOWN['platform']} {town}, {day(timezone.localdate())}",
        "url": url,
        "url_words": url.partition("//")[2],
        "lines": [
            f"{day(assembly.starts_at)}, {clock(assembly.starts_at)}",
            ", ".join(filter(None, (assembly.place, assembly.address))),
            assembly.organiser.name,
        ],
        "agenda": common.agenda_lines(assembly),
        "text": [part.strip() for part in assembly.minutes.split("\n\n") if part.strip()],
        "wishes": [
            {
                "head": f"{wish.case.number}: {kind_of(wish.case).state(wish.case.state).name}",
                "text": wish.text,
                "answer": wish.answer,
                "unit": wish.case.unit.name,
            }
            for wish in found
        ],
        "words": {
            "code": _("QR code to the page"),
            "agenda": _("Agenda"),
            "minutes": _("What was said"),
            "wishes": _("Wishes and what became of them"),
            "counts": _("%(all)s wishes: %(done)s done, %(promised)s promised, %(not)s not possible, %(open)s open")
            % {"all": counts["all"], "done": counts["done"], "promised": counts["promised"],
               "not": counts["not_possible"], "open": counts["open"]},
        },
    }  # fmt: skip
