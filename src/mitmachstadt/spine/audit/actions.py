"""The only writer of the log."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import roles_of
from mitmachstadt.spine.audit.models import LogEntry

Change = dict[str, str]


def record(
    action: str,
    subject: models.Model,
    *,
    by: User | None,
    summary: str = "",
    changes: Iterable[Change] = (),
    reason: str = "",
    public: bool = False,
    sample: bool = False,
) -> LogEntry:
    """Adds one entry about `subject`; call it inside the action's transaction so that both stand or fall
    together.

    The name of whoever acted is kept only for people with a role: residents may leave, and the log never
    forgets.
    """
    return LogEntry.objects.create(
        actor=by,
        actor_name=actor_name(by),
        action=action,
        object_kind=subject._meta.model_name or "",
        object_id=str(subject.pk),
        object_title=str(subject)[:300],
        summary=summary[:300],
        changes=list(changes),
        reason=reason,
        public=public,
        sample=sample,
    )


def actor_name(person: User | None) -> str:
    """The name the log keeps: of people who act for the town, and of nobody else."""
    return str(person)[:200] if person and (person.is_superuser or roles_of(person)) else ""


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
