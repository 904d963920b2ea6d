"""The town as data: districts, populations, organisations and their bodies, topics and dated rules."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """A part of town by its everyday name; `area` (GeoJSON) stays empty until the town uploads one.

    `imported`, here and below, holds what the last import wrote, so that the next one keeps what people changed.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    aliases = models.JSONField(default=list, blank=True)
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    point_source = models.CharField(max_length=200, blank=True)
    point_certain = models.BooleanField(default=False)
    area = models.JSONField(_("area (GeoJSON)"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    imported = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("district")
        verbose_name_plural = _("districts")

    def __str__(self) -> str:
        return self.name


class StatisticalDistrict(models.Model):
    """A unit of the town's own statistics; not the same thing as a district."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """Residents of a statistical district on a day, with the source of the figure."""

    district = models.ForeignKey(StatisticalDistrict, on_delete=models.CASCADE, related_name="populations")
    day = models.DateField()
    residents = models.PositiveIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["district", "day"], name="one_population_per_day")]

    def __str__(self) -> str:
        return f"{self.district}: {self.residents} ({self.day})"


class OrganisationKind(models.TextChoices):
    TOWN = "town", _("unit of the town")
    UTILITY = "municipal_utility", _("municipal undertaking")
    COMPANY = "company", _("company of the town")
    BODY = "body", _("council or committee")
    BOARD = "board", _("advisory board")
    COUNTY = "county", _("county")
    STATE = "state", _("state")
    PARTNER = "partner", _("partner")


class Organisation(models.Model):
    """Who plans, decides or answers: a unit of the town, one of its companies, a committee, a board, a partner."""

    Kind = OrganisationKind

    key = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    role = models.TextField(_("role"), blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    answers_cases = models.BooleanField(_("answers cases"), default=False)
    source = models.CharField(max_length=300, blank=True)
    sample = models.BooleanField(default=False)
    imported = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def is_body(self) -> bool:
        """True for whatever sits and decides or advises: council, committees, boards."""
        return self.kind in (OrganisationKind.BODY, OrganisationKind.BOARD)

    @property
    def in_town_group(self) -> bool:
        """True for the town itself, its undertakings and its companies (who may own a project)."""
        return self.kind in (OrganisationKind.TOWN, OrganisationKind.UTILITY, OrganisationKind.COMPANY)


class Topic(models.Model):
    """A theme residents look for, with its icon."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    icon = models.CharField(max_length=50, default="map-pin")
    order = models.PositiveSmallIntegerField(default=0)
    imported = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class RuleRecord(models.Model):
    """A rule of law, statute or council decision with the days it holds; cases are judged by the record of their day."""

    key = models.SlugField()
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    data = models.JSONField()
    source = models.TextField(_("source"))
    confirmed = models.BooleanField(_("confirmed"), default=False)
    imported = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["key", "-valid_from"]
        verbose_name = _("dated rule")
        verbose_name_plural = _("dated rules")
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="one_rule_per_start"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="rule_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"


class NumberSeries(models.Model):
    """The last number given out per letter and year; moved only by `city.actions.next_number`."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="one_series_per_year")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:03d}"
