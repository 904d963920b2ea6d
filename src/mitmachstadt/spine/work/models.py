"""Workers that give signs of life, and long jobs with their progress."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """One running worker; `seen_at` is its last sign of life."""

    name = models.CharField(primary_key=True, max_length=64)
    host = models.CharField(max_length=100)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.host} ({self.name[:8]})"


class Job(models.Model):
    """One piece of long work: how far it is, whether it shall stop, and where it goes on."""

    class State(models.TextChoices):
        WAITING = "waiting", _("is waiting")
        RUNNING = "running", _("is running")
        STOPPING = "stopping", _("is being stopped")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("finished")
        FAILED = "failed", _("failed")

    OPEN = (State.WAITING, State.RUNNING, State.STOPPING)

    kind = models.SlugField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # Where it goes on; only the kind understands it.
    cursor = models.JSONField(default=None, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # Who runs it now; a runner that finds another name here has lost it.
    runner = models.CharField(max_length=36, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(state__in=["waiting", "running", "stopping"]),
                name="work_one_open_job",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"

    @property
    def is_open(self) -> bool:
        """True while it waits or runs."""
        return self.state in self.OPEN

    @property
    def percent(self) -> int:
        """How far it is."""
        return min(100, self.done * 100 // self.total) if self.total else 0
