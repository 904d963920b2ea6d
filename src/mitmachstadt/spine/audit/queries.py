"""Reads of the log: the public change log of one object, and the operators' filters."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.models import LogEntry


def public_log(kind: str, object_id: object) -> QuerySet[LogEntry]:
    """What everybody may read about one object, newest first; `kind` is the model's name in small letters."""
    found: QuerySet[LogEntry] = LogEntry.objects.public().about(kind, object_id)
    return found


def entries(
    *, kind: str = "", person: str = "", words: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[LogEntry]:
    """Entries for operators, newest first; `person` is part of a name, `first` and `last` are days in
    town time."""
    found: QuerySet[LogEntry] = LogEntry.objects.order_by("-at", "-id")
    if kind:
        found = found.filter(object_kind=kind)
    if person:
        named = User.objects.filter(Q(display_name__icontains=person) | Q(email__icontains=person))
        found = found.filter(actor_key__in=named.values("public_id"))
    if words:
        found = found.filter(
            Q(object_title__icontains=words)
            | Q(summary__icontains=words)
            | Q(object_id=words)
            | Q(action=words)
        )
    if first:
        found = found.filter(at__gte=start_of(first))
    if last:
        found = found.filter(at__lt=start_of(last + timedelta(days=1)))
    return found


def start_of(day: date) -> datetime:
    """Midnight at which `day` begins in town."""
    return timezone.make_aware(datetime.combine(day, time.min))


def kinds() -> list[str]:
    """Kinds of objects that stand in the log."""
    return list(LogEntry.objects.order_by("object_kind").values_list("object_kind", flat=True).distinct())
