"""Counts the talk by quarter, without persons: what was written, held back, hidden and shown again, and how long a look took.

Numbers from 1 to 4 are left out when they are written down, so that no page, file or backup can tell them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median
from typing import Final

from django.db.models import F, Q
from django.utils import timezone

from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.moderation.figures import quarter_of, span
from mitmachstadt.spine.moderation.models import Hiding, Objection
from mitmachstadt.spine.talk.actions import KIND
from mitmachstadt.spine.talk.models import TalkQuarter

SMALLEST: Final = 5
#: A comment that the house shows at once fulfils its duty in the same step; whatever took longer waited for somebody.
AT_ONCE: Final = timedelta(seconds=5)
COUNTED: Final = ("written", "held", "looked_at", "hidden", "objections", "restored")


def count(key: str) -> dict[str, int | None]:
    """The figures of one quarter as they are, samples left out; six questions, whatever its size."""
    begin, end = span(key)
    comments = Case.objects.filter(kind=KIND, sample=False)
    waits = Duty.objects.filter(key="look", case__kind=KIND, case__sample=False)
    waited = Q(done_at__isnull=True) | Q(done_at__gt=F("opened_at") + AT_ONCE)
    done = waits.filter(done_at__gte=begin, done_at__lt=end).filter(waited)
    hours = [
        (after - before).total_seconds() / 3600
        for before, after in done.values_list("opened_at", "done_at")
        if after is not None
    ]
    hidden = Hiding.objects.filter(target__kind=KIND, target__sample=False)
    objections = Objection.objects.filter(hiding__target__kind=KIND, hiding__target__sample=False)
    return {
        "written": comments.filter(received_at__gte=begin, received_at__lt=end).count(),
        "held": waits.filter(opened_at__gte=begin, opened_at__lt=end).filter(waited).count(),
        "looked_at": len(hours),
        "hidden": hidden.filter(at__gte=begin, at__lt=end).count(),
        "objections": objections.filter(case__received_at__gte=begin, case__received_at__lt=end).count(),
        "restored": objections.filter(
            case__state="agreed", case__closed_at__gte=begin, case__closed_at__lt=end
        ).count(),
        "median_hours": round(median(hours)) if hours else None,
    }


def without_small(found: Mapping[str, int | None]) -> dict[str, int | str | None]:
    """The same with numbers from 1 to 4 left out, and their names in `small`; a median of so few is left out as well."""
    small = [name for name in COUNTED if 0 < (found[name] or 0) < SMALLEST]
    kept: dict[str, int | str | None] = {name: None if name in small else found[name] for name in COUNTED}
    many = (found["looked_at"] or 0) >= SMALLEST
    return {**kept, "median_hours": found["median_hours"] if many else None, "small": " ".join(small)}


def refresh(day: date | None = None) -> TalkQuarter:
    """Writes the figures of the quarter in which `day` lies (today's without one)."""
    key = quarter_of(day or timezone.localdate())
    row, _made = TalkQuarter.objects.update_or_create(key=key, defaults=without_small(count(key)))
    return row  # type: ignore[no-any-return]


def refresh_now() -> int:
    """By the clock: this quarter, and for a day the one before. Returns how many."""
    today = timezone.localdate()
    days = {quarter_of(one): one for one in (today - timedelta(days=1), today)}
    return len([refresh(day) for day in days.values()])
