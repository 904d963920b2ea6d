"""Figures on public reports: how long they take, how they end, how old the open ones are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, Q
from django.utils import timezone

from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries.reports import OPEN
from mitmachstadt.modules.reports.rules.figures import Counts, Past, age_groups, counted

#: Steps that are a first answer to the reporter; showing the report is none.
ANSWERS = ("start", "pass_on", "fix", "close", "merge")
#: The page speaks of reports of so many days.
DAYS = 365


@dataclass(frozen=True)
class Figures:
    """What the page of figures shows; `samples` says that examples are among them."""

    whole: Counts
    categories: dict[str, Counts]
    districts: dict[str, Counts]
    ages: list[int]
    samples: bool


def past(found: Q) -> list[Past]:
    """The public reports within `found` as figures read them, in one question."""
    rows = (
        Report.objects.public()
        .filter(found)
        .exclude(case__state="merged")
        .annotate(first=Min("case__events__at", filter=Q(case__events__kind__in=ANSWERS)))
        .values_list(
            "category", "district__slug", "case__state", "disputed_at", "case__received_at", "first",
            "case__closed_at",
        )
    )  # fmt: skip
    return [
        Past(
            category=category, district=district or "", state=state, disputed=disputed_at is not None,
            answered=_days(received, first), ended=_days(received, closed),
        )
        for category, district, state, disputed_at, received, first, closed in rows.iterator()
    ]  # fmt: skip


def _days(since: datetime, until: datetime | None) -> float | None:
    return None if until is None else max(0.0, (until - since).total_seconds() / 86400)


def figures(today: date) -> Figures:
    """The figures of the last `DAYS` days, and the age of whatever is open; four questions."""
    recent = Q(case__received_at__date__gt=today - timedelta(days=DAYS))
    # Examples are counted only where nothing else is there: they show how the page looks.
    real = Report.objects.public().filter(case__sample=False).exists()
    which = Q(case__sample=False) if real else Q()
    rows = past(recent & which)
    waiting = Report.objects.public().filter(which, case__state__in=OPEN)
    ages = [
        (today - timezone.localdate(at)).days for at in waiting.values_list("case__received_at", flat=True)
    ]
    return Figures(
        group_of(rows),
        counted(rows, "category"),
        counted(rows, "district"),
        age_groups(ages),
        bool(rows) and not real,
    )


def group_of(rows: Sequence[Past]) -> Counts:
    """All of them counted together."""
    found = Counts()
    for one in rows:
        found.add(one)
    return found
