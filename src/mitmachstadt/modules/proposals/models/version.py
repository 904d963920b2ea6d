"""The words of a proposal as they stood: every public version is kept, so that everybody sees what changed and when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.models.proposal import Proposal


class VersionQuerySet(models.QuerySet["Version"]):
    """Reads of versions."""

    def shown(self) -> VersionQuerySet:
        """Those that were public at some time; of hidden ones nobody reads the words."""
        return self.filter(shown_at__isnull=False)

    def public(self) -> VersionQuerySet:
        """Shown ones of proposals that everybody sees, without those whose words are hidden."""
        return self.shown().filter(hidden_at=None, proposal__case__public=True, proposal__case__hidden=False)


class Version(models.Model):
    """The `number`-th version (`name` is "BV-2026-001.2"): `title` and `text` as a whole, and in `addition` what was
    added below the text with this version.

    `shown_at` is empty until somebody at the desk has looked at it. `up` and `down` are the votes that stood when it was
    made. `hidden_at` with its reason: the words are read by the desk alone.
    """

    name = models.CharField(max_length=40, unique=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    addition = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("version of a proposal")
        verbose_name_plural = _("versions of proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "number"], name="one_proposal_version_of_that_number"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="version_hidden_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name
