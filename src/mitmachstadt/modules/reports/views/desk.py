"""`/schreibtisch/meldungen/`: the reports of a unit as list and map, and the tour of a crew."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries import desk as queries
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules import ReportRules
from mitmachstadt.modules.reports.rules.tours import tour
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.places.queries import locate

PER_PAGE = 60
#: A crew can not see more places in a day.
MOST_STOPS = 60


def person_of(request: HttpRequest) -> User:
    """Who works here; `staff_only` has let in nobody else."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def report_at_desk(request: HttpRequest, number: str) -> Report:
    """The report of that number if it stands on this desk; 404 otherwise, so that nothing is given away."""
    found = queries.one(person_of(request), number)
    if found is None:
        raise Http404
    return found


def read_filters(request: HttpRequest) -> queries.DeskFilters:
    """The filters that an address names (`stelle`, `was`, `stadtteil`, `stand`, `barriere`)."""
    state = asked.word(request.GET, "stand", 20)
    return queries.DeskFilters(
        unit=asked.word(request.GET, "stelle", 60), group=asked.word(request.GET, "was", 60),
        district=asked.word(request.GET, "stadtteil", 60), state=state if state in queries.STATES else "offen",
        barrier=request.GET.get("barriere") == "1",
    )  # fmt: skip


def row_of(case: Case, rules: ReportRules) -> dict[str, Any]:
    """A report in a list of the desk."""
    report = case.report
    category = rules.category(report.category)
    group = next((one for one in rules.groups if category and one.key == category.group), None)
    return {
        "case": case,
        "report": report,
        "icon": group.icon if group else "alert",
        "category": town.said(category) if category else report.category,
        "state": kind_of(case).state(case.state),
        "url": reverse("cases:desk_case", args=[case.number]),
    }


def pins_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Numbered pins of the rows that have a point."""
    return [
        {
            "key": row["case"].number, "title": row["case"].title, "lon": row["report"].lon,
            "lat": row["report"].lat, "kind": "defect", "url": row["url"], "number": number,
        }
        for number, row in enumerate(rows, 1)
        if row["report"].lon is not None
    ]  # fmt: skip


@staff_only
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The reports that wait on this desk, with their map; many can be chosen for one step or for a tour."""
    person, rules, today = person_of(request), town.report_rules(), timezone.localdate()
    filters = read_filters(request)
    found = queries.waiting(person, filters, rules, today)
    page = Paginator(found, PER_PAGE).get_page(asked.number(request.GET.get("seite", "")) or 1)
    shown = queries.with_reports(found.filter(pk__in=[one.pk for one in page.object_list]))
    rows = [row_of(case, rules) for case in shown]
    for number, row in enumerate(rows, 1):
        row["number"] = number
    states = (
        _("all open ones"), _("not released yet"), _("overdue"), _("with photos to look at"), _("disputed"),
        _("with another body"),
    )  # fmt: skip
    context = {
        "filters": filters,
        "page": page,
        "rows": rows,
        "pins": pins_of(rows),
        "today": today,
        "units": list(queries.units_of(person)),
        "groups": [(one.key, town.said(one)) for one in rules.groups],
        "districts": list(District.objects.order_by("name")),
        "states": list(zip(queries.STATES, states, strict=True)),
        "late": queries.late_at_desk(person, today),
        "may_route": has_role(person, "coordinator"),
    }
    return render(request, "reports/desk_list.html", {**desk_context(request), **context})


@staff_only
@require_http_methods(["GET", "POST"])
def crew_tour(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/meldungen/tour/?vorgang=…&start=…&tag=…`: the chosen reports as a way, to print."""
    if request.method == "POST":
        ticked = [one for one in request.POST.getlist("vorgang") if one.isdigit() and len(one) < 19]
        query = urlencode([("vorgang", one) for one in ticked[:MOST_STOPS]])
        return redirect(f"{reverse('reports:desk-tour')}?{query}")
    person, rules = person_of(request), town.report_rules()
    ids = [int(one) for one in request.GET.getlist("vorgang") if one.isdigit() and len(one) < 19]
    cases = queries.chosen(person, list(dict.fromkeys(ids))[:MOST_STOPS])
    text = asked.word(request.GET, "start", 200).strip()
    start = locate(text) if text else None
    with_place = [case for case in cases if case.report.lat is not None and case.report.lon is not None]
    points = [(case.report.lat or 0.0, case.report.lon or 0.0) for case in with_place]
    stops, total = [], 0
    for place, stop in enumerate(tour(points, (start.lat, start.lon) if start else None), 1):
        row = row_of(with_place[stop.index], rules)
        stops.append({**row, "number": place, "metres": stop.metres})
        total += stop.metres
    line = [[one["report"].lon, one["report"].lat] for one in stops]
    if start:
        line.insert(0, [start.lon, start.lat])
    context = {
        "stops": stops,
        "without_place": [row_of(case, rules) for case in cases if case not in with_place],
        "pins": pins_of(stops),
        "way": [{"type": "LineString", "coordinates": line}] if len(line) > 1 else [],
        "ids": [case.pk for case in cases],
        "start": text,
        "unknown": bool(text) and start is None,
        "kilometres": round(total / 1000, 1),
        "day": _day(asked.word(request.GET, "tag", 10)),
    }
    return render(request, "reports/desk_tour.html", {**desk_context(request), **context})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
