"""What other modules may ask about citizens' budgets; plain data, and only what everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from mitmachstadt.modules.budgets.actions.shown import budget_path
from mitmachstadt.modules.budgets.models import Budget
from mitmachstadt.modules.budgets.queries import process


@dataclass(frozen=True)
class OpenBudget:
    """A budget in which something happens now: what, until when, and whether people can apply, talk or vote."""

    name: str
    url: str
    phase: str
    text: str
    closes_at: datetime
    last_day: date
    allows: tuple[str, ...]
    sample: bool


def open_budgets(now: datetime, *, most: int = 5) -> list[OpenBudget]:
    """Public budgets in which one can apply, talk or vote now, the nearest end first."""
    rows = Budget.objects.public().filter(phases__opens_at__lte=now, phases__closes_at__gt=now).distinct()
    found = []
    for row in rows.select_related("district").prefetch_related("phases"):
        phase = process.phase_now(row, now)
        doings = tuple(one for one in ("apply", "discuss", "vote") if process.may(row, one, now))
        if phase is None or not doings:
            continue
        last_day = timezone.localdate(phase.closes_at - timedelta(seconds=1))
        found.append(
            OpenBudget(
                name=row.name, url=budget_path(row), phase=phase.get_key_display(), text=process.said_of(row, phase),
                closes_at=phase.closes_at, last_day=last_day, allows=doings, sample=row.sample,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.closes_at)[:most]
