"""The municipality itself, its legislative terms, and locations as council systems write them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council.models.base import CouncilObject


class Location(CouncilObject):
    """A place as text, with a point where one is known (WGS 84, degrees)."""

    description = models.CharField(max_length=500, blank=True)
    street_address = models.CharField(max_length=300, blank=True)
    room = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    sub_locality = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    geometry = models.JSONField(_("geometry (GeoJSON)"), null=True, blank=True)

    class Meta(CouncilObject.Meta):
        ordering = ["id"]
        verbose_name = _("location")
        verbose_name_plural = _("locations")

    def __str__(self) -> str:
        parts = (
            self.description,
            self.room,
            self.street_address,
            f"{self.postal_code} {self.locality}".strip(),
        )
        return ", ".join(part for part in parts if part)


class Municipality(CouncilObject):
    """A town, county or other corporation whose council is kept here (OParl: Body); one is our own."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(max_length=100, blank=True)
    own = models.BooleanField(default=False)
    ags = models.CharField(_("municipality key (AGS)"), max_length=12, blank=True)
    ars = models.CharField(_("regional key (ARS)"), max_length=12, blank=True)
    website = models.URLField(max_length=500, blank=True)
    classification = models.CharField(max_length=100, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    equivalents = models.JSONField(default=list, blank=True)
    license_since = models.DateTimeField(null=True, blank=True)
    oparl_since = models.DateTimeField(null=True, blank=True)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="bodies"
    )

    class Meta(CouncilObject.Meta):
        ordering = ["-own", "name"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            *CouncilObject.Meta.constraints,
            models.UniqueConstraint(fields=["own"], condition=Q(own=True), name="one_own_municipality"),
        ]

    def __str__(self) -> str:
        return self.name


class Term(CouncilObject):
    """A legislative term; a missing day leaves that end open."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(_("name"), max_length=200, blank=True)
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)

    class Meta(CouncilObject.Meta):
        ordering = ["-start", "id"]
        verbose_name = _("legislative term")
        verbose_name_plural = _("legislative terms")

    def __str__(self) -> str:
        return self.name
