"""Where a council is read from, how far each reading is, and what was wrong with what came."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class Source(models.Model):
    """A council system or a folder of saved answers; `url` names it.

    `since` is what the next update asks for (changes since then), `full_at` when everything was last compared.
    """

    url = models.CharField(max_length=500, unique=True)
    name = models.CharField(max_length=200, blank=True)
    system = models.JSONField(default=dict, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    full_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or self.url


class Run(models.Model):
    """One reading of a source: `cursor` is where it goes on, `counts` what became of the objects.

    `broken`: something could not be reached, so nothing may count as gone. A run belongs to the process whose mark
    stands in `runner`; whoever finds another mark lets go.
    """

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("reading a council system", "under way")
        DONE = "done", pgettext_lazy("reading a council system", "complete")
        PARTIAL = "partial", pgettext_lazy("reading a council system", "with gaps")
        FAILED = "failed", pgettext_lazy("reading a council system", "failed")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    full = models.BooleanField(default=False)
    since = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    cursor = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    broken = models.BooleanField(default=False)
    runner = models.CharField(max_length=36, blank=True)
    note = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class ListPage(models.Model):
    """One page of a list as it was last read, so that an unchanged one need not be sent again.

    `held` are the type and address of every object on it, `reading` the way it was read (see importers/oparl).
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="pages")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="pages")
    url = models.CharField(max_length=1000)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next = models.CharField(max_length=1000, blank=True)
    held = models.JSONField(default=list)
    reading = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "url"], name="council_page_once")]

    def __str__(self) -> str:
        return self.url


class PendingLink(models.Model):
    """A link whose other end is not here yet: `column` of the holder points to the target.

    A `weak` one was said by the target and only fills a gap. `tried_at`: when the missing end was last asked for.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="pending")
    holder_kind = models.CharField(max_length=20)
    holder = models.CharField(max_length=500)
    column = models.CharField(max_length=30)
    target_kind = models.CharField(max_length=20)
    target = models.CharField(max_length=500)
    weak = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "column", "target"], name="council_pending_once")
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.column} → {self.target}"


class Finding(models.Model):
    """One deviation of a source from the standard, as its object was last read; `message` shows what stood there."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=20)
    object_type = models.CharField(max_length=20, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    field = models.CharField(max_length=100, blank=True)
    message = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "object_type", "field", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "object_type", "url", "field"], name="council_finding_once"
            )
        ]
        indexes = [models.Index(fields=["source", "url"], name="council_finding_url")]

    def __str__(self) -> str:
        return f"{self.kind} {self.url}"
