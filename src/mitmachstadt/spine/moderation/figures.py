"""Counts moderation by quarter, without persons: what was reported, hidden, objected to, and how long answers took."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from statistics import median
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation.models import Batch, Hiding, Quarter

#: Parts that other rooms add to the page, each `{"title", "text", "data", "rows": [{"key", "lines": [(name, words)]}]}`.
beside: list[Callable[[], dict[str, Any]]] = []


def quarter_of(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def span(key: str) -> tuple[datetime, datetime]:
    """First moment of the quarter, and of the next one, in town time."""
    year, number = int(key[:4]), int(key[6])
    first = date(year, 3 * number - 2, 1)
    after = date(year + number // 4, 3 * number % 12 + 1, 1)
    return tuple(timezone.make_aware(datetime.combine(day, time.min)) for day in (first, after))  # type: ignore[return-value]


def count(key: str) -> dict[str, Any]:
    """The figures of one quarter, samples left out; nine questions, whatever its size."""
    begin, end = span(key)
    handed = Case.objects.filter(received_at__gte=begin, received_at__lt=end, sample=False)
    ended = Case.objects.filter(closed_at__gte=begin, closed_at__lt=end, sample=False)
    hidings = Hiding.objects.filter(at__gte=begin, at__lt=end, target__sample=False)
    reports = ended.filter(kind="content_report")
    waits = [
        (closed - received).total_seconds() / 3600
        for closed, received in reports.values_list("closed_at", "received_at")
        if closed is not None
    ]
    return {
        "reports": handed.filter(kind="content_report").count(),
        "upheld": reports.filter(state="agreed").count(),
        "dismissed": reports.filter(state="declined").count(),
        "hidden": hidings.count(),
        "hidden_together": hidings.filter(batch__isnull=False).count(),
        "restored": Hiding.objects.filter(
            undone_at__gte=begin, undone_at__lt=end, target__sample=False
        ).count(),
        "blocks": Batch.objects.filter(kind=Batch.Kind.BLOCK, at__gte=begin, at__lt=end).count(),
        "objections": handed.filter(kind="objection").count(),
        "granted": ended.filter(kind="objection", state="agreed").count(),
        "rejected": ended.filter(kind="objection", state="declined").count(),
        "median_hours": round(median(waits)) if waits else None,
    }


def refresh(day: date | None = None) -> Quarter:
    """Writes the figures of the quarter in which `day` lies (today's without one)."""
    key = quarter_of(day or timezone.localdate())
    row, _made = Quarter.objects.update_or_create(key=key, defaults=count(key))
    return row  # type: ignore[no-any-return]


def refresh_later() -> None:
    """Counts again once what is being written holds."""
    transaction.on_commit(lambda: refresh() and None, robust=True)
