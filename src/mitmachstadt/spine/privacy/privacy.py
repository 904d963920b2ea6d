"""What this app keeps itself: counts by day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.privacy.models import TermRun
from mitmachstadt.spine.privacy.registry import register

RUN_DAYS = 3 * 365

register.not_personal("privacy.TermRun", "Counts and names of periods.", "counts", "failed")


def run(now: datetime, dry_run: bool) -> int:
    """Runs of more than three years ago."""
    old = TermRun.objects.filter(day__lt=timezone.localdate(now) - timedelta(days=RUN_DAYS))
    return old.count() if dry_run else int(old.delete()[0])


register.term("runs", _("This log itself, after three years"), run)
