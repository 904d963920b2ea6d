"""The only writer of the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils import timezone

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import roles_of
from mitmachstadt.spine.audit.models import LogEntry

Change = dict[str, str]

_made_up: ContextVar[datetime | None] = ContextVar("made_up", default=None)


@contextmanager
def examples_of(moment: datetime) -> Iterator[None]:
    """Entries about examples bear this moment inside the block: their history is made up in one go, and no row is changed
    later. Every other entry bears the moment at which it is written, here too."""
    token = _made_up.set(moment)
    try:
        yield
    finally:
        _made_up.reset(token)


def record(
    action: str,
    subject: models.Model,
    *,
    by: User | None,
    title: str = "",
    summary: str = "",
    changes: Iterable[Change] = (),
    reason: str = "",
    public: bool = False,
    sample: bool = False,
) -> LogEntry:
    """Adds one entry about `subject`, called `title` or as it calls itself; call it inside the action's transaction so that
    both stand or fall together.

    Whoever acted for the town is kept by pseudonym, residents not at all: they may leave, and the log never forgets.
    """
    entry = entry_about(
        action,
        subject,
        by=by,
        title=title,
        summary=summary,
        changes=changes,
        reason=reason,
        public=public,
        sample=sample,
    )
    entry.save(force_insert=True)
    return entry


def examples_left() -> str:
    """Says in the log that the examples are gone, so that no page kept in memory shows them any longer."""
    LogEntry.objects.create(
        action="samples_removed", object_kind="town", object_id="samples", summary="Beispiele entfernt"
    )
    return "Im Protokoll vermerkt: Beispiele entfernt."


def record_many(entries: Iterable[LogEntry]) -> int:
    """Adds entries made by `entry_about` in one go, for steps on many things; returns their number."""
    return len(LogEntry.objects.bulk_create(list(entries), batch_size=500))


def entry_about(
    action: str,
    subject: models.Model,
    *,
    by: User | None,
    title: str = "",
    summary: str = "",
    changes: Iterable[Change] = (),
    reason: str = "",
    public: bool = False,
    sample: bool = False,
) -> LogEntry:
    """An entry that is not written yet."""
    person = isinstance(subject, User)
    return LogEntry(
        at=(_made_up.get() if sample else None) or timezone.now(),
        actor=by,
        actor_key=actor_key(by),
        action=action,
        object_kind=subject._meta.model_name or "",
        object_id=str(subject.public_id if isinstance(subject, User) else subject.pk),
        object_title="" if person else (title or str(subject))[:300],
        summary=summary[:300],
        changes=list(changes),
        reason=reason,
        public=public,
        sample=sample,
    )


def actor_key(person: User | None) -> UUID | None:
    """The pseudonym the log keeps: of people who act for the town, and of nobody else."""
    return person.public_id if person and (person.is_superuser or roles_of(person)) else None


def differences(old: dict[str, object], new: dict[str, object], labels: dict[str, str]) -> list[Change]:
    """Changes between two states by field, with the labels people know; unchanged fields are left out."""
    return [
        {"field": labels.get(key, key), "old": _words(old.get(key)), "new": _words(value)}
        for key, value in new.items()
        if old.get(key) != value
    ]


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_words(part) for part in value)
    return str(value)
