"""The start page: what happens near me, what I can do now, what became of it; facts only, nothing invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitmachstadt.modules.assemblies.interface import next_assemblies
from mitmachstadt.modules.council.interface import start_page_boards, upcoming_meetings
from mitmachstadt.modules.projects import interface as projects
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.ui.words import clock, firm, weekday_and_day

NEAR_ROWS = 4
FIRST_PICKS = 7
CARDS = 4
CLOSE = 1.6


@require_safe
@keep_for_guests
def start(request: HttpRequest) -> HttpResponse:
    """`/`, with `?stadtteil=` for the section about one's own district; nobody keeps who asked for which."""
    slug = request.GET.get("stadtteil", "")[:60]
    context = kept(("start", slug, get_language()), lambda: start_context(request, slug))
    return render(request, "content/start.html", context)


def start_context(request: HttpRequest, slug: str) -> dict[str, Any]:
    """All that the start page prints; the same for everybody who reads it in this language."""
    now = timezone.now()
    today = timezone.localdate(now)
    districts = list(District.objects.all())
    chosen = next((d for d in districts if d.slug == slug), None)
    windows = projects.open_windows(today, most=3)
    figures = projects.suggestion_figures(today)
    decisions = projects.decisions(today, most=2)
    counts = projects.public_count(today)
    context = {
        "near": near(chosen, districts, today),
        "feature": feature(windows[0]) if windows else None,
        "cards": cards(windows[1:], now, today),
        "decisions": decisions,
        "figures": figures,
        "answers": projects.newest_answers(today, most=1),
        "board": board(today),
        "near_fact": near_fact(counts),
        "now_fact": now_fact(windows, today),
        "results_fact": results_fact(figures, len(decisions)),
    }
    context["main"] = render_to_string("content/start/main.html", context, request=request)
    return context


def near(chosen: District | None, districts: list[District], today: date) -> dict[str, Any]:
    """The section about one's own district: picks, the first rows, and pins with the numbers of the rows."""
    rows, total = projects.rows_near(chosen.slug if chosen else "", today, most=NEAR_ROWS)
    with_projects = projects.districts_with_projects(today)
    first = [d for d in districts if d.slug in with_projects][:FIRST_PICKS]
    if chosen and chosen not in first:
        first = [chosen, *first[: FIRST_PICKS - 1]]
    pins = [
        {
            "key": row.key,
            "title": row.title,
            "lon": row.point[0],
            "lat": row.point[1],
            "url": row.url,
            "kind": "open" if row.open else "project",
            "number": row.n,
        }
        for row in rows
        if row.point
    ]
    follow = url_or_nothing("notify:follow")
    return {
        "chosen": chosen,
        "rows": rows,
        "total": total,
        "pins": pins,
        "first": first,
        "more": [d for d in districts if d not in first],
        "districts": districts,
        "focus": [chosen.lon, chosen.lat] if chosen else None,
        "zoom": CLOSE if chosen else 1.0,
        "all_url": reverse("projects:list") + (f"?stadtteil={chosen.slug}" if chosen else ""),
        "whole_url": reverse("projects:list") + "?stadtteil=gesamt",
        "follow_url": f"{follow}?art=district&ziel={chosen.slug}" if follow and chosen else "",
    }


def feature(window: projects.OpenWindow) -> dict[str, Any]:
    """The one thing with the nearest end."""
    left = window.left if window.last_day else _("Open until further notice")
    return {"window": window, "left": left[:1].upper() + left[1:]}


def assembly_cards(now: Any, today: date) -> list[dict[str, str]]:
    """The next assembly of residents, if one is announced."""
    return [
        {
            "tone": "sky",
            "icon": "users",
            "head": f"{weekday_and_day(assembly.starts_at, today)}, {clock(assembly.starts_at)}",
            "title": assembly.title,
            "lang": "de",
            "url": assembly.url,
            "more": _("Place and topics"),
            "sample": "1" if assembly.sample else "",
        }
        for assembly in next_assemblies(now, most=1)
    ]


def report_card() -> list[dict[str, str]]:
    """Reporting what is broken, where the town takes reports."""
    url = url_or_nothing("reports:report")
    words = {"head": _("Without signing in, about 1 minute"), "title": _("Lamp out, litter, pothole?")}
    return (
        [{"tone": "sun", "icon": "camera", **words, "url": url, "more": _("Report something")}] if url else []
    )


def cards(windows: list[projects.OpenWindow], now: Any, today: date) -> list[dict[str, str]]:
    """What else can be done now, by date: further windows, an assembly, meetings, one's own idea, following the news."""
    found: list[dict[str, str]] = [
        {
            "tone": "sun",
            "icon": "message",
            "head": window.left,
            "title": window.title,
            "lang": "de",
            "url": window.suggest_url or window.url,
            "more": _("Make a suggestion"),
            "sample": "1" if window.sample else "",
        }
        for window in windows
    ]
    found[:0] = report_card()
    assemblies = assembly_cards(now, today)
    found += assemblies
    found += [
        {
            "tone": "plum",
            "icon": "people",
            "head": f"{weekday_and_day(meeting.starts_at, today)}, {clock(meeting.starts_at)}",
            "title": _("%(body)s: projects on the agenda") % {"body": meeting.body},
            "url": meeting.url,
            "more": _("What residents said about them"),
            "sample": "1" if meeting.sample else "",
        }
        for meeting in projects.meetings_ahead(now, most=2 - len(assemblies))
    ]
    idea, follow = url_or_nothing("projects:propose"), url_or_nothing("notify:follow")
    if idea:
        found.append(
            {
                "tone": "",
                "icon": "bulb",
                "head": _("Possible without an account"),
                "title": _("Something is missing on the list?"),
                "url": idea,
                "more": _("Hand in your own idea"),
            }
        )
    if follow and len(found) < CARDS:
        found.append(
            {
                "tone": "sky",
                "icon": "bell",
                "head": _("By e-mail, ended by one click"),
                "title": _("Hear when something is planned near you"),
                "url": follow,
                "more": _("Choose district or topic"),
            }
        )
    return found[:CARDS]


def board(today: date) -> dict[str, str] | None:
    """The strip of the first board that the town shows here; None in a town without one."""
    row = next(iter(start_page_boards(today)), None)
    if row is None:
        return None
    text, lang = row.mandate, "de"
    coming = [meeting for meeting in upcoming_meetings(today, [row.key], limit=5) if meeting.public]
    if coming:
        when = f"{weekday_and_day(coming[0].starts_at, today)}, {clock(coming[0].starts_at)}"
        text, lang = _("Meets on %(when)s.") % {"when": when}, ""
    return {
        "name": row.name,
        "text": text,
        "lang": lang,
        "url": row.path,
        "committees": ", ".join(row.rights),
    }


def near_fact(counts: dict[str, int]) -> str:
    """The live fact of the first door."""
    number = counts["total"]
    if not number:
        return ""
    return firm(ngettext("%(n)s project on the list", "%(n)s projects on the list", number) % {"n": number})


def now_fact(windows: list[projects.OpenWindow], today: date) -> str:
    """The live fact of the second door."""
    if windows:
        days = windows[0].days
        if days is None:
            return _("Suggestions possible at any time")
        if days == 0:
            return _("A window ends today")
        return firm(ngettext("Next deadline in %(n)s day", "Next deadline in %(n)s days", days) % {"n": days})
    return _("Hand in your own idea")


def results_fact(figures: dict[str, int], decided: int) -> str:
    """The live fact of the third door; empty while nothing has come of anything yet."""
    number = figures["answered"]
    if number:
        return firm(
            ngettext("%(n)s suggestion answered", "%(n)s suggestions answered", number) % {"n": number}
        )
    return _("Newest decisions") if decided else _("What was decided and answered")


def url_or_nothing(name: str) -> str:
    """The address of a page that an installation may lack."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
