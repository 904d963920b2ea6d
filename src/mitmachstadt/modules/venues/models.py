"""A place of the town and what is known of getting into and using it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.places.models import AbstractPlace

#: What log, search and open data call a venue.
KIND = "venue"


class VenueKind(models.TextChoices):
    """What kind of place it is; the values are written in tables."""

    OFFICE = "amt", _("Town hall or office")
    LEARNING = "bildung", _("School, library or day care")
    CULTURE = "kultur", _("Culture or meeting place")
    SPORT = "sport", _("Sport or swimming")
    HEALTH = "gesundheit", _("Doctor, hospital or care")
    TOILET = "toilette", _("Public toilet")
    PARKING = "parken", pgettext_lazy("kind of place", "Parking")
    STOP = "haltestelle", _("Bus stop")
    STATION = "bahnhof", _("Railway station")
    GREEN = "platz", _("Square, park or playground")
    SHOP = "laden", _("Shop or restaurant")
    OTHER = "anderes", _("Other place")


class Answer(models.TextChoices):
    """What is known of one thing; what nobody has looked at is not in `facts`."""

    YES = "ja", _("yes")
    PARTLY = "teilweise", _("partly")
    NO = "nein", _("no")


class VenueQuerySet(models.QuerySet["Venue"]):
    """Reads of venues."""

    def public(self) -> VenueQuerySet:
        """Shown to everybody."""
        return self.filter(shown=True)


class Venue(AbstractPlace):
    """One place; its name is `label`, its place a point.

    `facts` holds an `Answer` by the keys of `rules.FACTS`; `known` is how many there are, so that the database can sort by
    it. `source` says where the facts come from, `checked_on` the day somebody looked. `imported` is what the last import wrote.
    """

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("kind of place"), max_length=20, choices=VenueKind.choices)
    facts = models.JSONField(default=dict, blank=True)
    known = models.PositiveSmallIntegerField(default=0, db_index=True)
    note = models.TextField(_("good to know"), blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    shown = models.BooleanField(_("shown to everybody"), default=True)
    sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    imported = models.JSONField(default=dict, blank=True, editable=False)

    objects: ClassVar[Any] = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["label", "pk"]
        verbose_name = _("accessible place")
        verbose_name_plural = _("accessible places")
        indexes = [models.Index(fields=["lat", "lon"], name="venue_place")]

    def get_absolute_url(self) -> str:
        return reverse("venues:detail", args=[self.slug])
