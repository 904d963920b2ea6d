"""When a worker counts as dead and a task as hopeless."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

BEAT_SECONDS = 20
DEAD_AFTER = timedelta(seconds=90)
MOST_WORKERS = 3
# A job without a sign and without a task lost its task in a crash of the database.
LOST_AFTER = timedelta(minutes=15)


def is_alive(seen_at: datetime, now: datetime) -> bool:
    """Whether a worker last seen then still counts."""
    return now - seen_at < DEAD_AFTER


def is_orphan(worker_names: Sequence[str], alive: Collection[str]) -> bool:
    """Whether nobody works on a running task any more."""
    return not worker_names or worker_names[-1] not in alive


def is_hopeless(worker_names: Sequence[str]) -> bool:
    """Whether a task has outlived so many workers that it is the likely cause."""
    return len(worker_names) >= MOST_WORKERS
