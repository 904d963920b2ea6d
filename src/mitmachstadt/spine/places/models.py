"""What every located thing shares: a geometry, its words, its precision and its district."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.city.models import District


class AbstractPlace(models.Model):
    """A point, line or area (GeoJSON geometry, WGS84, lon before lat) with the bounding box kept for queries.

    `precision_m` says in metres how far off the drawing may be; None means as drawn.
    """

    label = models.CharField(_("place"), max_length=200)
    address = models.CharField(_("address"), max_length=200, blank=True)
    geometry = models.JSONField(null=True, blank=True)
    precision_m = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label
