"""Where contributions came from, the readings of it, and everything that was read, as it was read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.Model):
    """A former platform. `offered` are the fields of its types as it names them (`{"Proposal": ["id", …]}`)."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    address = models.URLField(max_length=300, blank=True)
    offered = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["key"]
        verbose_name = _("former platform")
        verbose_name_plural = _("former platforms")

    def __str__(self) -> str:
        return self.name


class RunState(models.TextChoices):
    """How a reading stands."""

    RUNNING = "running", pgettext_lazy("take-over", "not finished")
    DONE = "done", pgettext_lazy("take-over", "finished")
    GIVEN_UP = "given_up", pgettext_lazy("take-over", "given up")


class Run(models.Model):
    """One reading and writing. `place` is where it stands, so that a broken one goes on; `figures` is what it counted.

    `path` is "api" or "tables". `runner` names the process that works on it: whoever comes last has it.
    """

    State = RunState

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    path = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    runner = models.CharField(max_length=36, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    place = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    report = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = pgettext_lazy("take-over", "reading")
        verbose_name_plural = pgettext_lazy("take-over", "readings")
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="running"), name="consul_one_open_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.started_at:%Y-%m-%d}"


class Author(models.Model):
    """Who wrote there, by the name everybody read; `email_hash` is a keyed hash, kept only where the operator asked for it.

    `closed`: the person left or wants no name, so that no later reading brings name or hash back.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="authors")
    old_id = models.PositiveBigIntegerField()
    name = models.CharField(max_length=100, blank=True)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True)
    closed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("author on a former platform")
        verbose_name_plural = _("authors on a former platform")
        constraints = [models.UniqueConstraint(fields=["source", "old_id"], name="consul_one_author")]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.old_id}"


class Record(models.Model):
    """One thing as the source gave it. `written` is the digest of what was last carried over, `target` where it went:
    a number of a case, or the id of a line of a timeline. `kept` are the words that were carried over, so that what
    people changed here is seen and stays. `run` is the reading that saw it last, `gone_at` when it was missed first.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="records")
    kind = models.SlugField(max_length=20)
    old_id = models.PositiveBigIntegerField()
    author_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    written = models.CharField(max_length=64, blank=True)
    target = models.CharField(max_length=20, blank=True)
    kept = models.JSONField(default=dict, blank=True)
    run = models.PositiveBigIntegerField(default=0)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("take-over", "record")
        verbose_name_plural = pgettext_lazy("take-over", "records")
        constraints = [models.UniqueConstraint(fields=["source", "kind", "old_id"], name="consul_one_record")]
        indexes = [models.Index(fields=["kind", "target"], name="consul_record_target")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.old_id}"


class Claim(models.Model):
    """That a person with a proven address is the author; the first one has it, and nobody after."""

    author = models.OneToOneField(Author, on_delete=models.CASCADE, related_name="claim")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="consul_claims")
    name = models.CharField(_("name"), max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("claim to former contributions")
        verbose_name_plural = _("claims to former contributions")

    def __str__(self) -> str:
        return str(self.author_id)
