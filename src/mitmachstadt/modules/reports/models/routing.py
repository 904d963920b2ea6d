"""Who gets a report beside what its category says: lines read from top to bottom, the first that fits wins."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.city.models import District, Organisation


class RoutingRule(models.Model):
    """One dated line; empty conditions fit everything. `area` is a GeoJSON area, `words` are found in text or place."""

    position = models.PositiveIntegerField(default=0)
    category = models.SlugField(max_length=60, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    area = models.JSONField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("rule of routing")
        verbose_name_plural = _("rules of routing")

    def __str__(self) -> str:
        return f"{self.position} {self.category or '*'} {self.unit}"
