"""The only writers of jobs at the desk: start, stop, go on."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.problems import Problem, Refused
from mitmachstadt.spine.work.models import Job
from mitmachstadt.spine.work.registry import kind_of
from mitmachstadt.spine.work.tasks import run_job

State = Job.State


def start(key: str, *, by: User | None) -> Job:
    """Puts a new job of this kind into the queue.

    Raises:
        Refused: an unknown kind, or one of it is open already.
    """
    if kind_of(key) is None:
        raise Refused([Problem("kind", "unknown", _("There is no such work."))])
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=key, by=by)
            record("job_started", job, by=by, summary=key)
            transaction.on_commit(lambda: run_job.enqueue(job.pk))
    except IntegrityError:
        raise Refused([Problem("kind", "open", _("This work is under way already."))]) from None
    return job


def stop(job: Job, *, by: User | None) -> bool:
    """Asks a job to end after its present piece; one that only waits ends at once. False when it is over."""
    with transaction.atomic():
        now = timezone.now()
        waiting = Job.objects.filter(pk=job.pk, state=State.WAITING)
        running = Job.objects.filter(pk=job.pk, state=State.RUNNING)
        changed = waiting.update(state=State.STOPPED, finished_at=now) or running.update(state=State.STOPPING)
        if changed:
            record("job_stopped", job, by=by, summary=job.kind)
    return bool(changed)


def go_on(job: Job, *, by: User | None) -> bool:
    """Takes a stopped or failed job up again where it was. False when it is neither.

    Raises:
        Refused: another job of the kind is open.
    """
    try:
        with transaction.atomic():
            changed = Job.objects.filter(pk=job.pk, state__in=[State.STOPPED, State.FAILED]).update(
                state=State.WAITING, finished_at=None, seen_at=timezone.now(), runner=""
            )
            if changed:
                record("job_resumed", job, by=by, summary=job.kind)
                transaction.on_commit(lambda: run_job.enqueue(job.pk))
    except IntegrityError:
        raise Refused([Problem("kind", "open", _("This work is under way already."))]) from None
    return bool(changed)
