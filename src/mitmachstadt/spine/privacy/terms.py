"""Runs the periods of deletion: every day by the worker, at any time by command, or only to say what would go."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from mitmachstadt.spine.privacy.models import TermRun
from mitmachstadt.spine.privacy.registry import Register
from mitmachstadt.spine.privacy.registry import register as declared

log = logging.getLogger(__name__)
#: A run that took longer was killed; another worker may take the day over.
LOST_AFTER = timedelta(hours=2)


def preview(now: datetime | None = None, known: Register = declared) -> dict[str, int]:
    """How many of what would be deleted now; nothing is written."""
    moment = now or timezone.now()
    return {key: term.run(moment, True) for key, term in known.terms.items()}


def run_all(now: datetime, known: Register = declared) -> tuple[dict[str, int], list[str]]:
    """Deletes what is due; a period that fails is logged and never keeps the others from running."""
    counts: dict[str, int] = {}
    failed: list[str] = []
    for key, term in known.terms.items():
        try:
            with transaction.atomic():
                counts[key] = term.run(now, False)
        except Exception:
            log.exception("the deletion period %s failed", key)
            failed.append(key)
    return counts, failed


def claim(day: date, now: datetime) -> TermRun | None:
    """The row of today's run for whoever comes first; None when it was done or somebody is at it."""
    try:
        with transaction.atomic():
            return TermRun.objects.create(day=day, started_at=now)
    except IntegrityError:
        lost = TermRun.objects.filter(day=day, finished_at__isnull=True, started_at__lt=now - LOST_AFTER)
        return TermRun.objects.get(day=day) if lost.update(started_at=now) else None


def run_daily(*, now: datetime | None = None, known: Register = declared) -> TermRun | None:
    """Once a day for all workers together; the counts stay, for operators."""
    moment = now or timezone.now()
    run = claim(timezone.localdate(moment), moment)
    return finish(run, moment, known) if run else None


def run_now(*, now: datetime | None = None, known: Register = declared) -> TermRun:
    """At once, as often as wanted; what went is added to the counts of the day."""
    moment = now or timezone.now()
    run, _made = TermRun.objects.get_or_create(
        day=timezone.localdate(moment), defaults={"started_at": moment}
    )
    return finish(run, moment, known)


def finish(run: TermRun, now: datetime, known: Register) -> TermRun:
    """Runs everything and writes the counts down."""
    counts, failed = run_all(now, known)
    run.counts = {key: run.counts.get(key, 0) + number for key, number in counts.items()}
    run.failed = failed
    run.finished_at = timezone.now()
    run.save()
    return run
