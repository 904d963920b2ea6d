"""What lines of routing do: those that hold, what a new one would have moved, where nobody or two are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from shapely.geometry import Point, shape
from shapely.prepared import prep

from mitmachstadt.modules.reports.models import Report, RoutingRule
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules import Line, ReportRules, Route, route
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.queries import answering_unit

#: A dry run looks at the reports of so many days, the newest of them at most.
DAYS, MOST = 365, 5000


@dataclass(frozen=True)
class Moved:
    """A past report that would have gone elsewhere."""

    report: Report
    before: str
    after: str


@dataclass
class DryRun:
    """What a set of lines does to past reports: how many were looked at, which moved, which fit two units."""

    looked_at: int = 0
    moved: list[Moved] = field(default_factory=list)
    ties: list[tuple[Report, list[str]]] = field(default_factory=list)
    triage: int = 0


def holding(day: date) -> list[RoutingRule]:
    """The lines that hold on `day` or begin later, in their order."""
    rows = RoutingRule.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return list(rows.select_related("district", "unit"))


def over(day: date) -> list[RoutingRule]:
    """The lines that have ended, the newest first."""
    rows = RoutingRule.objects.filter(valid_until__lt=day).select_related("district", "unit")
    return list(rows.order_by("-valid_until", "-id")[:100])


class Router:
    """Lines made ready for many points."""

    def __init__(self, rows: Sequence[RoutingRule]) -> None:
        self.rows = [(town.line_of(row, None), prep(shape(row.area)) if row.area else None) for row in rows]
        self.units = {line.key: line.unit for line, _area in self.rows}

    def route(self, report: Report, rules: ReportRules) -> Route:
        """Where the report would go by these lines; "" is the triage."""
        spot = Point(report.lon, report.lat) if report.lon is not None and report.lat is not None else None
        lines = [
            line if area is None else _placed(line, spot is not None and area.covers(spot))
            for line, area in self.rows
        ]
        slug = report.district.slug if report.district else ""
        return route(rules.category(report.category), slug, f"{report.text} {report.label}", lines, "")


def _placed(line: Line, inside: bool) -> Line:
    return Line(
        key=line.key, category=line.category, district=line.district, words=line.words, unit=line.unit,
        inside=inside,
    )  # fmt: skip


def dry_run(today: date, new: RoutingRule | None = None) -> DryRun:
    """What the lines of today with `new` at its place would have done to the reports of the last year, against today's."""
    lines = [row for row in holding(today) if row.valid_from <= today]
    before = Router(lines)
    with_new = sorted([*lines, new], key=lambda row: (row.position, row.pk or 1 << 62)) if new else lines
    after = Router(with_new) if new else before
    names = dict(Organisation.objects.values_list("key", "name"))
    sorted_by_hand = answering_unit()
    triage = sorted_by_hand.name if sorted_by_hand else ""
    rules, found = town.report_rules(today), DryRun()
    rows = Report.objects.filter(case__received_at__date__gt=today - timedelta(days=DAYS))
    for report in rows.select_related("case", "district").order_by("-id")[:MOST]:
        found.looked_at += 1
        old, now = before.route(report, rules), after.route(report, rules)
        if old.unit != now.unit:
            found.moved.append(Moved(report, names.get(old.unit, triage), names.get(now.unit, triage)))
        units = list(dict.fromkeys(after.units[key] for key in now.fitting))
        if len(units) > 1:
            found.ties.append((report, [names.get(key, key) for key in units]))
        found.triage += now.unit not in names
    return found


def gaps(rules: ReportRules) -> list[tuple[str, str]]:
    """Categories whose unit answers no cases or is not there: (name, key of the unit). They go to the triage."""
    known = set(Organisation.objects.filter(answers_cases=True).values_list("key", flat=True))
    return [(town.said(one), one.unit) for one in rules.categories if one.unit not in known]
