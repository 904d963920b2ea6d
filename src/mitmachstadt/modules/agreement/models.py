"""Commitments of the coalition agreement, as read by hand; the monitor of what became of them builds on these rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PROJECT = "vorhaben", _("Project")
    GOAL = "ziel", _("Goal")
    STANDING_TASK = "daueraufgabe", _("Standing task")
    POSITION = "haltung", _("Position")
    EXAMINATION = "pruefauftrag", _("To be examined")


class Commitment(models.Model):
    """One commitment in own words; the lines say where in the agreement it stands."""

    Kind = Kind

    reference = models.CharField(max_length=10, unique=True)
    area = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    districts = models.CharField(max_length=200, blank=True)
    places = models.CharField(max_length=300, blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    partners = models.CharField(max_length=300, blank=True)
    metric = models.CharField(max_length=300, blank=True)
    target_value = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    target_year = models.PositiveSmallIntegerField(null=True, blank=True)
    rhythm = models.CharField(max_length=40, blank=True)
    evidence = models.TextField(blank=True)
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    summary_first_line = models.PositiveIntegerField(null=True, blank=True)
    summary_last_line = models.PositiveIntegerField(null=True, blank=True)
    remark = models.TextField(blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ["reference"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreement:commitment", args=[self.reference])

    @property
    def lines(self) -> str:
        """Where it stands, such as `119` or `119–120`."""
        if self.first_line is None:
            return ""
        if self.last_line in (None, self.first_line):
            return str(self.first_line)
        return f"{self.first_line}–{self.last_line}"
