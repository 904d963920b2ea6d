"""`/klima/vorlagencheck/`: what the checks of a half-year add up to, and which papers have none."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mitmachstadt.modules.climate import queries, rules
from mitmachstadt.modules.climate.presenters import tonnes
from mitmachstadt.spine import asked
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.ui.paging import page_links

BEFORE, PAGE = 4, 25


@require_safe
@keep_for_guests
def report(request: HttpRequest) -> HttpResponse:
    """`/klima/vorlagencheck/`, with `?halbjahr=2026-1`; `seite` turns the list of papers without a check."""
    today = timezone.localdate()
    key = asked.word(request.GET, "halbjahr", 8) or rules.half_year(today)
    try:
        rules.half_year_span(key)
    except ValueError:
        raise Http404 from None
    context = kept(("climate-report", key, today, get_language()), lambda: report_context(key))
    lacking, number = context["now"].without, max(1, asked.number(request.GET.get("seite", "")))
    pages = max(1, -(-len(lacking) // PAGE))
    number = min(number, pages)
    context = {
        **context,
        "without": lacking[(number - 1) * PAGE : number * PAGE],
        "without_total": len(lacking),
        "pages": page_links(number, pages, lambda page: f"?halbjahr={key}&seite={page}#k-ohne"),
    }
    return render(request, "climate/report.html", context)


def name_of(key: str) -> str:
    """`1. Halbjahr 2026`."""
    year, _dash, half = key.partition("-")
    return _("%(half)s. half of %(year)s") % {"half": half, "year": year}


def short_name(key: str) -> str:
    """`1/2026`, for the foot of a bar."""
    year, _dash, half = key.partition("-")
    return f"{half}/{year}"


def neighbours(key: str, count: int) -> list[str]:
    """Half-years up to this one, the oldest first."""
    year, half = (int(part) for part in key.split("-"))
    found = []
    for _n in range(count):
        found.append(f"{year}-{half}")
        year, half = (year, 1) if half == 2 else (year - 1, 2)
    return found[::-1]


def report_context(key: str) -> dict[str, Any]:
    """What the page shows; the same for everybody."""
    today = timezone.localdate()
    now = queries.figures(key)
    history = [queries.figures(one) for one in neighbours(key, BEFORE) if one != key] + [now]
    targets, source = queries.targets_on(now.last)
    rule = queries.rules_on(now.last)
    return {
        "now": now,
        "name": name_of(key),
        "others": [
            {"key": one, "name": name_of(one), "current": one == key}
            for one in neighbours(rules.half_year(today), BEFORE)
        ],
        "saved": tonnes(now.saved),
        "burdened": tonnes(now.burdened),
        "net": tonnes(abs(now.net)),
        "net_saves": now.net <= 0,
        "bars": [(short_name(one.key), one.share or 0) for one in history if one.papers],
        "targets": targets.targets,
        "targets_source": source,
        "gap": gap(targets, now.last.year),
        "rule": rule,
    }


def gap(targets: Any, year: int) -> str:
    """How far the last balance lies above the straight way to a target with tonnes; "" where nobody published one."""
    goals = [one for one in targets.targets if one.year and one.tonnes is not None]
    if not targets.balances or not goals:
        return ""
    first, last, goal = targets.balances[0], targets.balances[-1], goals[0]
    wanted = rules.path_value(
        (first.year, first.tonnes), (goal.year or year, goal.tonnes or first.tonnes), last.year
    )
    return tonnes(last.tonnes - wanted)
