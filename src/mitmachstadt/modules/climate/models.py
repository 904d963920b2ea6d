"""The climate check of a council paper, version by version, and what the climate manager says to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.climate.words import Direction, Light, Strength
from mitmachstadt.spine.city.models import Organisation


class Opinion(models.TextChoices):
    """What the climate manager says to a check."""

    NONE = "", pgettext_lazy("climate opinion", "not yet checked")
    AGREES = "agrees", pgettext_lazy("climate opinion", "agrees")
    DIFFERS = "differs", pgettext_lazy("climate opinion", "sees it differently")


class CheckQuerySet(models.QuerySet["PaperCheck"]):
    """Reads of checks."""

    def public(self) -> CheckQuerySet:
        """The newest handed-in check of papers that everybody may read."""
        return self.filter(
            newest=True, submitted_at__isnull=False, paper__public=True, paper__deleted_at=None
        )


class PaperCheck(models.Model):
    """One version of a check. Tonnes are t CO2e a year as magnitudes, energy MWh a year, land square metres.

    `newest` marks the version that counts; a version that was handed in is never changed, a new one is written.
    """

    paper = models.ForeignKey("council.Paper", on_delete=models.CASCADE, related_name="climate_checks")
    version = models.PositiveSmallIntegerField(default=1)
    newest = models.BooleanField(default=True)
    department = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="climate_checks")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="climate_checks",
    )
    screening = models.JSONField(default=dict, blank=True)
    no_effect_reason = models.TextField(_("why there is no effect"), blank=True)
    field = models.SlugField(_("main field of action"), max_length=40, blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, blank=True)
    low = models.DecimalField(_("at least"), max_digits=12, decimal_places=2, null=True, blank=True)
    mid = models.DecimalField(_("most probable"), max_digits=12, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=12, decimal_places=2, null=True, blank=True)
    years = models.PositiveSmallIntegerField(_("years of effect"), null=True, blank=True)
    strength = models.CharField(_("strength"), max_length=10, choices=Strength.choices, blank=True)
    not_estimable_reason = models.TextField(_("why it can not be estimated"), blank=True)
    factor_set = models.CharField(_("factors or source"), max_length=300, blank=True)
    energy = models.TextField(_("energy"), blank=True)
    adaptation = models.TextField(_("heat, heavy rain, drought"), blank=True)
    alternatives = models.TextField(_("alternatives considered"), blank=True)
    compensation = models.TextField(_("compensation"), blank=True)
    light = models.CharField(max_length=20, choices=Light.choices, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=10, choices=Opinion.choices, blank=True, default=Opinion.NONE)
    opinion_text = models.TextField(_("words of the climate manager"), blank=True)
    opinion_direction = models.CharField(max_length=10, choices=Direction.choices, blank=True)
    opinion_mid = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    opinion_light = models.CharField(max_length=20, choices=Light.choices, blank=True, editable=False)
    opinion_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opinion_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    modified_at = models.DateTimeField(default=timezone.now)
    sample = models.BooleanField(default=False)

    objects: ClassVar[Any] = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        verbose_name = _("climate check")
        verbose_name_plural = _("climate checks")
        constraints = [
            models.UniqueConstraint(fields=["paper", "version"], name="check_version_once"),
            models.UniqueConstraint(fields=["paper"], condition=Q(newest=True), name="one_newest_check"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.version}"
