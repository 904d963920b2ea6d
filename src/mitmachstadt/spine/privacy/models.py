"""The log of deletions: how many of what on which day, and nobody's name."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class TermRun(models.Model):
    """One day's run of all periods of deletion; the day is unique, so that two workers do not both run it."""

    day = models.DateField(unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    failed = models.JSONField(default=list)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"
