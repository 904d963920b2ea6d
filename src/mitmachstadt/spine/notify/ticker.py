"""What the worker does by the clock: due mails, lost news, saved searches, digests, and forgetting."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.management import call_command
from django.db import close_old_connections

from mitmachstadt.spine.files.actions import remove_leftovers
from mitmachstadt.spine.notify import delivery, newsletter, push_delivery, spreading
from mitmachstadt.spine.privacy.terms import run_daily

log = logging.getLogger(__name__)

Job = Callable[[], object]


def forget_old_tasks() -> None:
    """Removes finished entries of the worker's queue."""
    call_command("prune_db_task_results", verbosity=0)


JOBS: tuple[tuple[int, Job], ...] = (
    (20, delivery.deliver_due),
    (20, push_delivery.deliver_pushes),
    (60, newsletter.fill_waiting),
    (60, spreading.spread_waiting),
    (60, spreading.send_digests),
    (900, spreading.tell_searches),
    (3600, run_daily),
    (86400, remove_leftovers),
    (86400, forget_old_tasks),
)


_more: list[tuple[int, Job]] = []


def add_job(seconds: int, job: Job) -> None:
    """Lets an app do something by the clock, every `seconds`; the same job twice runs once."""
    if (seconds, job) not in _more:
        _more.append((seconds, job))


def all_jobs() -> tuple[tuple[int, Job], ...]:
    """The jobs of the platform, then those that apps added."""
    return (*JOBS, *_more)


@dataclass
class Ticker:
    """Runs each job when its seconds have passed; a job that fails is logged and comes again."""

    jobs: tuple[tuple[int, Job], ...] = field(default_factory=all_jobs)
    pause: float = 5.0
    stopping: threading.Event = field(default_factory=threading.Event)
    last: dict[int, float] = field(default_factory=dict)

    def tick(self) -> None:
        """Runs what is due now."""
        for number, (seconds, job) in enumerate(self.jobs):
            if self.stopping.is_set():
                return
            now = time.monotonic()
            if number in self.last and now - self.last[number] < seconds:
                continue
            self.last[number] = now
            close_old_connections()
            try:
                job()
            # One broken job must not keep the others from running.
            except Exception:
                log.exception("%s failed", getattr(job, "__name__", "job"))

    def run(self) -> None:
        """Ticks until `stopping` is set."""
        while not self.stopping.is_set():
            self.tick()
            self.stopping.wait(self.pause)
        close_old_connections()
