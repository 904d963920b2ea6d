"""Rows that belong to a project: places, costs, funding, milestones, open and fixed points, papers, readings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.models.project import Project
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.places.models import AbstractPlace


class ProjectPlace(AbstractPlace):
    """Where a project is; rows without geometry stand in the list only."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="places")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["lon", "lat"], name="projectplace_point")]


class CostEstimate(models.Model):
    """What the project is expected to cost in euros, as known on a day; the newest holds, the older ones stay visible."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="costs")
    low = models.DecimalField(_("from (euros)"), max_digits=14, decimal_places=2)
    high = models.DecimalField(_("to (euros)"), max_digits=14, decimal_places=2)
    price_year = models.PositiveSmallIntegerField(_("prices of the year"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    stated_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-stated_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(high__gte=F("low")) & Q(low__gte=0), name="cost_range_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.low}–{self.high} ({self.price_year})"


class FundingShare(models.Model):
    """Who pays which share, in per cent."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="funding")
    source = models.CharField(max_length=200)
    percent = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="share_up_to_100")]

    def __str__(self) -> str:
        return f"{self.source} {self.percent} %"


class Milestone(models.Model):
    """A step with its date; `when_note` holds it in words where only a season or year is known."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    day = models.DateField(null=True, blank=True)
    when_note = models.CharField(max_length=100, blank=True)
    done = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "day", "id"]

    def __str__(self) -> str:
        return self.title


class Point(models.Model):
    """A question that is still open to shape, or a thing that is already fixed (`fixed_by` says by whom)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="points")
    text = models.CharField(max_length=300)
    short = models.CharField(max_length=60, blank=True)
    is_open = models.BooleanField(default=True)
    fixed_by = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text


class PaperLink(models.Model):
    """A paper or document about the project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(max_length=300)
    reference = models.CharField(max_length=40, blank=True)
    url = models.URLField(blank=True)
    upload = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """A body's handling of the project, bound to its agenda item; `exception_reason` is public where the gate was passed
    by exception."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="readings")
    agenda_item = models.OneToOneField("council.AgendaItem", on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    exception_reason = models.TextField(blank=True)
    result = models.TextField(blank=True)
    vote = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.body} {self.day}"
