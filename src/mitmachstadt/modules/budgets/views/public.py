"""The budgets of the town, one budget with its phases and applications, and one application."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from mitmachstadt.modules.budgets.actions.shown import budget_path, path_of
from mitmachstadt.modules.budgets.models import Application, Budget, Phase
from mitmachstadt.modules.budgets.queries import applications as queries
from mitmachstadt.modules.budgets.queries import process, town
from mitmachstadt.modules.council import interface as council
from mitmachstadt.spine import asked
from mitmachstadt.spine.cases.models import Duty
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.rules import is_overdue
from mitmachstadt.spine.cases.timeline import lines
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.talk import showing as talk
from mitmachstadt.spine.ui.words import clock, day_short

PER_PAGE = 20
ICONS = {
    "announce": "megaphone", "collect": "pencil", "check": "search", "discuss": "message", "vote": "ballot",
    "board": "people", "decide": "gavel", "build": "spanner", "done": "check-circle",
}  # fmt: skip


def short_day(moment: datetime) -> str:
    """A day in short, with its year when that is not the present one."""
    return day_short(moment, timezone.localdate())


def last_moment(moment: datetime) -> str:
    """The end of a phase as people say it: a phase that ends at 0:00 ends with the day before."""
    local = timezone.localtime(moment)
    if (local.hour, local.minute) == (0, 0):
        return short_day(local - timedelta(days=1))
    return f"{short_day(local)}, {clock(local)}"


def steps_of(budget: Budget, now: datetime) -> list[dict[str, Any]]:
    """The phases as a line of time."""
    return [
        {
            "key": one.key,
            "what": one.get_key_display(),
            "when": f"{short_day(one.opens_at)} – {last_moment(one.closes_at)}",
            "icon": "check" if one.closes_at <= now else ICONS[one.key],
            "state": "done" if one.closes_at <= now else "now" if one.opens_at <= now else "",
            "text": process.said_of(budget, one),
        }
        for one in process.phases_of(budget)
    ]


def summary_of(budget: Budget, now: datetime) -> dict[str, Any]:
    """A budget in a few words: which phase, until when, what one can do."""
    phase, after = process.phase_now(budget, now), process.phase_next(budget, now)
    rules = process.terms_of(budget)
    return {
        "budget": budget,
        "url": budget_path(budget),
        "phase": phase,
        "icon": ICONS[phase.key] if phase else "calendar",
        "text": process.said_of(budget, phase) if phase else "",
        "next": after,
        "days_left": (
            timezone.localdate(phase.closes_at - timedelta(seconds=1)) - timezone.localdate(now)
        ).days
        if phase
        else 0,
        "until": last_moment(phase.closes_at) if phase else "",
        "may_apply": process.may(budget, "apply", now),
        "people_act": any(process.may(budget, what, now) for what in ("apply", "discuss", "vote")),
        "may_vote": process.may(budget, "vote", now),
        "has_vote": _begun(process.phase_of(budget, "vote"), now),
        "vote_over": _over(process.phase_of(budget, "vote"), now),
        "rules": rules,
    }


def _begun(phase: Phase | None, now: datetime) -> bool:
    return phase is not None and phase.opens_at <= now


def _over(phase: Phase | None, now: datetime) -> bool:
    return phase is not None and phase.closes_at <= now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`/budgets/`: all budgets, the running one large with what can be done now and until when."""
    now = timezone.now()
    rows = Budget.objects.public().select_related("district").prefetch_related("phases")
    found = [summary_of(one, now) for one in rows]
    open_now = [one for one in found if one["people_act"]]
    open_now.sort(key=lambda one: one["phase"].closes_at)
    running = [one for one in found if one not in open_now and one["phase"] and one["phase"].key != "done"]
    first = open_now[0] if open_now else (running[0] if running else None)
    rules = town.rules_for("town")
    context = {
        "first": first,
        "open": [one for one in open_now if one is not first],
        "running": [one for one in running if one is not first],
        "past": [one for one in found if one not in open_now and one not in running],
        "sums": sorted(rules.sums, key=lambda one: one.year),
        "rules": rules,
    }
    return render(request, "budgets/index.html", context)


def row_of(application: Application) -> dict[str, Any]:
    """An application in a list."""
    return {
        "number": application.case.number,
        "url": path_of(application),
        "title": application.title,
        "text": application.text,
        "state": kind_of(application.case).state(application.case.state),
        "who": application.shown_name,
        "requested": application.requested,
        "granted": application.granted,
        "place": application.label or (application.district.name if application.district else ""),
        "topic": application.topic,
        "sample": application.case.sample,
        "lon": application.lon,
        "lat": application.lat,
    }


def pins_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pins of the rows that have a point, numbered like the list."""
    return [
        {
            "key": row["number"], "title": row["title"], "lon": row["lon"], "lat": row["lat"], "kind": "project",
            "url": row["url"], "number": number,
        }
        for number, row in enumerate(rows, 1)
        if row["lon"] is not None
    ]  # fmt: skip


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """`/budgets/<slug>/`: phases, money, applications."""
    rows = Budget.objects.public().select_related("district").prefetch_related("phases")
    budget = get_object_or_404(rows, slug=slug)
    now, number = timezone.now(), asked.number(request.GET.get("seite", "")) or 1
    order = asked.word(request.GET, "folge", 20)
    order = order if order in queries.ORDERS else "zufall"
    district = asked.word(request.GET, "stadtteil", 60)
    page = Paginator(queries.listed(budget, order, district), PER_PAGE).get_page(number)
    shown = [row_of(one) for one in page.object_list]
    districts = list(District.objects.order_by("name"))
    context = {
        **summary_of(budget, now),
        "steps": steps_of(budget, now),
        "figures": queries.figures(budget),
        "left": budget.total - budget.granted,
        "percent": round(100 * budget.granted / budget.total),
        "page": page,
        "total": page.paginator.count,
        "rows": shown,
        "pins": pins_of(shown),
        "districts": districts,
        "district": district,
        "order": order,
        "orders": [
            ("zufall", _("By chance")), ("neu", _("Newest")), ("summe", pgettext("order", "Largest sum")),
            *([] if budget.district else [("stadtteil", pgettext("order", "By district"))]),
        ],
        "items": _items(budget),
        "spread": queries.spread(budget) if budget.granted else [],
    }  # fmt: skip
    return render(request, "budgets/detail.html", context)


def _items(budget: Budget) -> list[council.ItemInfo]:
    """Agenda items about a budget that everybody may read."""
    return [one for one in council.items_about(queries.BUDGET, budget.slug) if one.path]


@require_safe
def application(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """`/budgets/<slug>/<number>/`: what is to be done, for how much, where it stands and what became of it."""
    row = queries.one(slug, number)
    if row is None:
        raise Http404
    case, today, now = row.case, timezone.localdate(), timezone.now()
    duty = Duty.objects.filter(case=case, done_at__isnull=True).select_related("unit").first()
    line = row_of(row)
    shown = [one for one in row.files.all() if one.released and one.upload.public]
    context = {
        "what": row,
        "case": case,
        "budget": row.budget,
        "summary": summary_of(row.budget, now),
        "state": line["state"],
        "duty": duty,
        "overdue": is_overdue(duty.due_on if duty else None, today),
        "today": today,
        "planned": sum(amount for _what, amount in row.costs),
        "before": [one for one in shown if one.use == "photo"],
        "after": [one for one in shown if one.use == "result"],
        "lines": lines(case, internal=False, today=today),
        "items": _items(row.budget) if row.outcome or case.state == "scheduled" else [],
        "pins": pins_of([line]),
        "focus": [row.lon, row.lat] if row.lon is not None else None,
        "public_url": settings.BASE_URL + line["url"],
        "shown": True,
    }  # fmt: skip
    box = talk.box(request, case)
    context["talk_box"] = box if box["is_open"] or box["total"] else None
    return render(request, "budgets/application.html", context)
