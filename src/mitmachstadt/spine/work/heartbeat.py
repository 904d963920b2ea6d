"""Signs of life of a worker; each sign also looks for what dead workers left behind."""

from __future__ import annotations

import logging
import socket
import threading
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mitmachstadt.spine.work import rules
from mitmachstadt.spine.work.models import Job, Worker
from mitmachstadt.spine.work.tasks import run_job

log = logging.getLogger(__name__)


@dataclass
class Heartbeat:
    """Lives beside a worker in a thread of its own, so that long tasks do not make it look dead."""

    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    stopping: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def __enter__(self) -> Heartbeat:
        beat(self.name)
        self.thread = threading.Thread(target=self.run, name="heartbeat", daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping.set()
        if self.thread:
            self.thread.join(5)
        try:
            Worker.objects.filter(pk=self.name).delete()
        # Without a database the row stays and is dead in a minute and a half.
        except Exception:
            log.warning("The worker could not sign off.")

    def run(self) -> None:
        """Gives a sign every few seconds until it shall stop."""
        while not self.stopping.wait(rules.BEAT_SECONDS):
            try:
                close_old_connections()
                beat(self.name)
                take_over()
            # The next sign tries again; a lost database must not end the thread.
            except Exception as error:
                log.warning("No sign of life this time: %s", type(error).__name__)
        connection.close()


def beat(name: str) -> None:
    """Writes one sign of life."""
    Worker.objects.update_or_create(
        pk=name, defaults={"seen_at": timezone.now(), "host": socket.gethostname()[:100]}
    )


def alive() -> set[str]:
    """Names of the workers that gave a sign lately."""
    return set(
        Worker.objects.filter(seen_at__gt=timezone.now() - rules.DEAD_AFTER).values_list("pk", flat=True)
    )


def take_over() -> int:
    """Gives tasks of dead workers back to the queue; returns their number. Several workers may do it at once."""
    now = timezone.now()
    living, given = alive(), 0
    for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if not rules.is_orphan(task.worker_ids, living):
            continue
        mine = DBTaskResult.objects.filter(
            pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at
        )
        if rules.is_hopeless(task.worker_ids):
            if mine.update(status=TaskResultStatus.FAILED, finished_at=now):
                log.error("Task %s (%s) has ended %s workers and is given up.", task.pk, task.task_path, 3)
        elif mine.update(status=TaskResultStatus.READY):
            log.warning("Task %s (%s) of a dead worker goes to another one.", task.pk, task.task_path)
            given += 1
    adopt_jobs()
    Worker.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return given


def adopt_jobs() -> int:
    """Asks again for jobs that are open though no task knows them; returns their number."""
    now, asked = timezone.now(), 0
    late = list(Job.objects.filter(state__in=Job.OPEN, seen_at__lt=now - rules.LOST_AFTER))
    if not late:
        return 0
    waiting = DBTaskResult.objects.filter(
        task_path=run_job.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    known = {number for task in waiting for number in task.args_kwargs["args"]}
    for job in late:
        if job.pk not in known and Job.objects.filter(pk=job.pk, seen_at=job.seen_at).update(seen_at=now):
            run_job.enqueue(job.pk)
            asked += 1
    return asked
