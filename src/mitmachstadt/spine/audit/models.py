"""The log of who changed what, when and why; rows are only ever added (the database refuses the rest)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class LogQuerySet(models.QuerySet["LogEntry"]):
    """Reads of the log."""

    def public(self) -> LogQuerySet:
        """Entries that everybody may see."""
        return self.filter(public=True)

    def about(self, kind: str, object_id: object) -> LogQuerySet:
        """Entries of one object, newest first."""
        return self.filter(object_kind=kind, object_id=str(object_id)).order_by("-at", "-id")


class LogEntry(models.Model):
    """One change: `changes` is a list of {"field", "old", "new"} in words that people understand."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    actor_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    object_title = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    sample = models.BooleanField(default=False)

    objects: ClassVar[Any] = LogQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id", "-at"], name="log_of_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_kind} {self.object_id}"
