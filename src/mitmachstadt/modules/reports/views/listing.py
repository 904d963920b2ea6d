"""The reports as a list, on the map, and one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries import geo, town
from mitmachstadt.modules.reports.queries import reports as queries
from mitmachstadt.modules.reports.rules import ReportRules
from mitmachstadt.spine import asked
from mitmachstadt.spine.audit.kept import keep_for_guests, kept
from mitmachstadt.spine.cases.models import Duty
from mitmachstadt.spine.cases.queries import with_open_duty
from mitmachstadt.spine.cases.registry import find_kind, kind_of
from mitmachstadt.spine.cases.rules import is_overdue
from mitmachstadt.spine.cases.timeline import lines
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.places import answering
from mitmachstadt.spine.places.clusters import Cell
from mitmachstadt.spine.search.queries import matching_ids
from mitmachstadt.spine.ui import beside

PER_PAGE = 24


def read_filters(request: HttpRequest) -> queries.Filters:
    """The filters that an address names (`q`, `was`, `kategorie`, `stadtteil`, `stand`, `barriere`)."""
    text = asked.word(request.GET, "q", 200).strip()
    state = asked.word(request.GET, "stand", 20)
    return queries.Filters(
        text=text, group=asked.word(request.GET, "was", 60), category=asked.word(request.GET, "kategorie", 60),
        district=asked.word(request.GET, "stadtteil", 60), state=state if state in queries.STATES else "",
        barrier=request.GET.get("barriere") == "1",
        ids=tuple(str(one) for one in matching_ids("report", text)) if text else None,
    )  # fmt: skip


def address_of(filters: queries.Filters, **change: Any) -> str:
    """The query of these filters with changes, without what is empty."""
    values = {
        "q": filters.text, "was": filters.group, "kategorie": filters.category, "stadtteil": filters.district,
        "stand": filters.state, "barriere": "1" if filters.barrier else "",
    }  # fmt: skip
    return urlencode({key: value for key, value in (values | change).items() if value})


def row_of(report: Report, rules: ReportRules) -> dict[str, Any]:
    """A report in a list."""
    kind = kind_of(report.case)
    category = rules.category(report.category)
    group = next((one for one in rules.groups if category and one.key == category.group), None)
    return {
        "number": report.case.number,
        "title": report.case.title,
        "category": town.said(category) if category else report.category,
        "icon": group.icon if group else "alert",
        "place": report.label,
        "state": kind.state(report.case.state),
        "unit": report.case.unit.name,
        "day": timezone.localdate(report.case.received_at),
        "expected_on": report.expected_on if report.case.state == "in_work" else None,
        "waiting": getattr(report, "waiting", 0),
        "photo": next((one.upload for one in getattr(report, "shown", ())), None),
        "disputed": report.disputed_at is not None,
        "sample": report.case.sample,
        "lon": report.lon,
        "lat": report.lat,
    }


def pins_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pins of the rows that have a point, numbered like the list."""
    return [
        {
            "key": row["number"], "title": row["title"], "lon": row["lon"], "lat": row["lat"], "kind": "defect",
            "url": reverse("reports:detail", args=[row["number"]]), "number": number,
        }
        for number, row in enumerate(rows, 1)
        if row["lon"] is not None
    ]  # fmt: skip


def list_context(filters: queries.Filters, number: int) -> dict[str, Any]:
    """What list and map show for these filters; the same for everybody."""
    rules = town.report_rules()
    found = queries.matching(filters, rules)
    page = Paginator(found, PER_PAGE).get_page(number)
    shown = list(queries.with_all(Report.objects.filter(pk__in=[row.pk for row in page.object_list])))
    rows = [row_of(row, rules) for row in sorted(shown, key=lambda one: -one.pk)]
    return {
        "filters": filters,
        "page": page,
        "rows": rows,
        "pins": pins_of(rows),
        "groups": [(one.key, town.said(one), one.icon, one.key == filters.group) for one in rules.groups],
        "districts": list(District.objects.order_by("name")),
        "states": [
            ("open", _("Not mended yet")), ("fixed", _("Mended")), ("closed", _("Closed without repair")),
        ],
        "query": address_of(filters),
        "total": page.paginator.count,
    }  # fmt: skip


@require_safe
@keep_for_guests
def index(request: HttpRequest) -> HttpResponse:
    """`/meldungen/`: the list with its filters and the small map."""
    return _page(request, "reports/list.html")


@require_safe
@keep_for_guests
def report_map(request: HttpRequest) -> HttpResponse:
    """`/meldungen/karte/`: the large map, with the same reports as a list below."""
    return _page(request, "reports/map.html")


@require_safe
@cache_control(max_age=0, no_cache=True)
def count(request: HttpRequest) -> JsonResponse:
    """`/meldungen/anzahl.json`: how many reports the filters would show, with the words for the button."""
    number = queries.matching(read_filters(request), town.report_rules()).count()
    label = ngettext("Show %(n)s report", "Show %(n)s reports", number) % {"n": number}
    return JsonResponse({"count": number, "label": label if number else _("Nothing found")})


def _page(request: HttpRequest, template: str) -> HttpResponse:
    filters, number = read_filters(request), asked.number(request.GET.get("seite", "")) or 1
    key = ("reports", filters, filters.ids, number, get_language())
    context = kept(key, lambda: list_context(filters, number))
    mine = District.objects.filter(slug=filters.district).first()
    focus = [mine.lon, mine.lat] if mine else None
    return render(request, template, {**context, "focus": focus})


@require_safe
@cache_control(public=True, max_age=60)
def geojson(request: HttpRequest) -> HttpResponse:
    """`/meldungen/karte.geojson?bbox=west,south,east,north&zoom=11` and the list's filters: single reports or cells.

    A `bbox` or `zoom` that is none is refused with 400.
    """
    wanted = answering.question(request)
    if isinstance(wanted, JsonResponse):
        return wanted
    box, zoom = wanted
    rules = town.report_rules()
    filters = read_filters(request)
    state = filters.state if filters == queries.Filters(state=filters.state) and filters.ids is None else None
    cells, single = geo.spots(queries.matching(filters, rules), box, zoom, f"{filters}{filters.ids}", state)
    return answering.collection([_cell(cell) for cell in cells] + [_spot(report) for report in single])


def _cell(cell: Cell) -> answering.Feature:
    return answering.heap(cell, ngettext("%(n)s report", "%(n)s reports", cell.number) % {"n": cell.number})


def _spot(report: Report) -> answering.Feature:
    kind = find_kind("report")
    return answering.spot(
        report.lon,
        report.lat,
        sample=report.case.sample,
        kind="defect",
        key=report.case.number,
        title=report.case.title,
        place=report.label,
        url=reverse("reports:detail", args=[report.case.number]),
        icon="alert",
        status=str(kind.state(report.case.state).name) if kind else "",
    )


@require_safe
@keep_for_guests
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """`/meldungen/<number>/`: what, where, where it stands, and what became of it."""
    report = queries.one(number)
    if report is None:
        raise Http404
    rules, today = town.rules_of(report.case), timezone.localdate()
    case = with_open_duty(type(report.case).objects.filter(pk=report.case_id)).select_related("unit").get()
    kind = kind_of(case)
    duty = Duty.objects.filter(case=case, done_at__isnull=True).first()
    category = rules.category(report.category)
    context = {
        "report": report,
        "case": case,
        "state": kind.state(case.state),
        "duty": duty,
        "overdue": is_overdue(duty.due_on if duty else None, today),
        "today": today,
        "category": category,
        "category_name": town.category_name(report.category, rules),
        "answers": queries.answers_in_words(report, rules),
        "photos": getattr(report, "shown", []),
        "reason_text": queries.reason_in_words(report, rules),
        "lines": lines(case, internal=False, today=today),
        "merged_into": report.merged_into,
        "joinable": case.state in queries.OPEN,
        "focus": [report.lon, report.lat] if report.lon is not None else None,
        "pins": pins_of([row_of(report, rules)]),
        "shown": True,
        "parts": beside.parts("report", [number]).get(number, []),
    }
    return render(request, "reports/detail.html", context)
