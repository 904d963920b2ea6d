"""Counts again what a step changed: the figures of the report's quarter, category and district."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mitmachstadt.modules.reports.models import Figure, Report
from mitmachstadt.modules.reports.queries.figures import group_of, past
from mitmachstadt.modules.reports.rules.figures import quarter_of

#: Quarter as (year, number), category, slug of the district.
Group = tuple[int, int, str, str]


def follow(reports: Iterable[Report]) -> None:
    """Counts the groups of these reports again once what is being written holds; examples are left out."""
    groups = {_group(one) for one in reports if not one.case.sample}
    if groups:
        transaction.on_commit(lambda: refresh(groups), robust=True)


def _group(report: Report) -> Group:
    day = timezone.localdate(report.case.received_at)
    return day.year, (day.month + 2) // 3, report.category, report.district.slug if report.district else ""


def refresh(groups: Iterable[Group]) -> None:
    """Writes the figures of these groups; one without a public report has none."""
    for year, number, category, district in sorted(groups):
        begin, end = _moment(year, number), _moment(year + number // 4, number % 4 + 1)
        found = Q(
            case__received_at__gte=begin, case__received_at__lt=end, case__sample=False, category=category
        )
        found &= Q(district__slug=district) if district else Q(district__isnull=True)
        counts = group_of(past(found))
        quarter = quarter_of(timezone.localdate(begin))
        key = f"{quarter}:{category}:{district}"
        if not counts.received:
            Figure.objects.filter(key=key).delete()
            continue
        Figure.objects.update_or_create(
            key=key,
            defaults={
                "quarter": quarter, "category": category, "district": district, "received": counts.received,
                "open": counts.open, "fixed": counts.fixed, "closed": counts.closed,
                "disputed": counts.disputed, "days_to_answer": counts.days_to_answer,
                "days_to_end": counts.days_to_end,
            },
        )  # fmt: skip


def _moment(year: int, number: int) -> datetime:
    return timezone.make_aware(datetime(year, number * 3 - 2, 1))
