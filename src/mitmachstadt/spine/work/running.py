"""Runs a job piece by piece: notes each piece, looks whether it shall stop, and lets go when another took it over."""

from __future__ import annotations

import logging
import signal
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.db import Error
from django.utils import timezone

from mitmachstadt.spine.work.models import Job
from mitmachstadt.spine.work.registry import kind_of

log = logging.getLogger(__name__)
State = Job.State
LOST = "lost"


def run(job_id: int) -> str:
    """Takes the job, works through it, returns the state it ended in (`lost` when it is nobody's or another's)."""
    mark = str(uuid.uuid4())
    # Whoever comes with the job's task takes it: its last runner is dead, or will find the new mark and let go.
    taken = Job.objects.filter(pk=job_id, state__in=Job.OPEN)
    taken.filter(state=State.WAITING).update(state=State.RUNNING)
    if not taken.update(runner=mark, seen_at=timezone.now()):
        return LOST
    job = Job.objects.get(pk=job_id)
    kind = kind_of(job.kind)
    if kind is None:
        return end(job_id, mark, State.FAILED, "unknown kind")
    try:
        with told_to_end() as ending:
            for step in kind.run(job.cursor):
                state = note(
                    job_id, mark, done=step.done, total=step.total, cursor=step.cursor, note=step.note[:300]
                )
                if state in {LOST, State.STOPPED}:
                    return state
                if ending.is_set():
                    return give_back(job_id, mark)
    except Error:
        # Without a database nothing can be noted; the task comes back with the next worker.
        log.exception("Job %s lost its database", job_id)
        end(job_id, mark, State.FAILED, "database")
        raise
    except Exception as error:
        log.exception("Job %s failed", job_id)
        return end(job_id, mark, State.FAILED, type(error).__name__)
    return end(job_id, mark, State.DONE, None)


def note(job_id: int, mark: str, **values: object) -> str:
    """Writes the progress while the job is still this runner's; stops it when somebody asked for that."""
    mine = Job.objects.filter(pk=job_id, runner=mark)
    if not mine.update(seen_at=timezone.now(), **values):
        return LOST
    stopped = mine.filter(state=State.STOPPING).update(state=State.STOPPED, finished_at=timezone.now())
    return State.STOPPED if stopped else State.RUNNING


def end(job_id: int, mark: str, state: str, reason: str | None) -> str:
    """Writes the last state while the job is still this runner's."""
    values: dict[str, object] = {"state": state, "finished_at": timezone.now()}
    if reason is not None:
        values["note"] = reason
    return state if Job.objects.filter(pk=job_id, runner=mark).update(**values) else LOST


def give_back(job_id: int, mark: str) -> str:
    """The worker is told to end: the job waits for the next one."""
    from mitmachstadt.spine.work.tasks import run_job

    if Job.objects.filter(pk=job_id, runner=mark).update(state=State.WAITING, runner=""):
        run_job.enqueue(job_id)
    return State.WAITING


@contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """An event that is set when the process is told to end; the worker's own answer to the signal stays."""
    ending = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield ending
        return
    before = signal.getsignal(signal.SIGTERM)

    def hear(number: int, frame: FrameType | None) -> None:
        ending.set()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, hear)
    try:
        yield ending
    finally:
        signal.signal(signal.SIGTERM, before)
