"""Keys with which other apps may hand in reports by GeoReport; only the hash of a key is kept."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApiKey(models.Model):
    """One key; `hourly` is how many reports it may hand in an hour. `ended_at` ends it."""

    name = models.CharField(_("name"), max_length=100)
    key_hash = models.CharField(max_length=64, unique=True)
    hourly = models.PositiveIntegerField(default=100)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("key for GeoReport")
        verbose_name_plural = _("keys for GeoReport")

    def __str__(self) -> str:
        return self.name
