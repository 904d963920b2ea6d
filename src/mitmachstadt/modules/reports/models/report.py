"""A report: what is broken or in the way, where, and how it was closed; and those who noticed it, too."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.places.models import AbstractPlace


class Source(models.TextChoices):
    """How a report came in."""

    WEB = "web", _("platform")
    GEOREPORT = "georeport", _("other app (GeoReport)")
    IMPORT = "import", _("taken over from another system")


class ReportQuerySet(models.QuerySet["Report"]):
    """Reads of reports."""

    def public(self) -> ReportQuerySet:
        """Released, not hidden, and not about people."""
        return self.filter(case__public=True, case__hidden=False, private=False)

    def open(self) -> ReportQuerySet:
        """Still to be mended, whoever may see them."""
        return self.filter(case__state__in=("received", "open", "in_work", "passed_on"))


class Report(AbstractPlace):
    """One report. Its place is a point; `label` is the place in words.

    `category` is a key of the town's rules of the day it came in; `answers` holds the answers to the category's own
    questions by their key. `observed_at` is when the person saw it, which may lie before it arrived. `private` reports
    are about people and never public. `reason` is the key of the closing reason, `fixed_on` the day of the repair,
    `disputed_at` when the reporter said that it is not fixed. `merged_into` is the report that goes on for this one.
    `source_id` is the number in the system it was taken over from, with its address in front. `guessed` is the category
    that its words suggested, `confidence` how many of 100 such guesses were right (0 to 1), and `sent_by_guess` whether
    that sent it to its unit. `late_told_at` is when the coordinators heard that it is overdue.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="report")
    category = models.SlugField(max_length=60, db_index=True)
    text = models.TextField(_("what is wrong"), blank=True)
    answers = models.JSONField(default=dict, blank=True)
    observed_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)
    private = models.BooleanField(default=False)
    via = models.CharField(max_length=10, choices=Source.choices, default=Source.WEB)
    source_id = models.CharField(max_length=300, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    reason = models.SlugField(max_length=40, blank=True)
    closing = models.TextField(blank=True)
    fixed_on = models.DateField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    dispute = models.TextField(blank=True)
    passed_to = models.CharField(max_length=200, blank=True)
    guessed = models.SlugField(max_length=60, blank=True)
    confidence = models.FloatField(default=0)
    sent_by_guess = models.BooleanField(default=False)
    late_told_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["lat", "lon"], name="report_place"),
            models.Index(fields=["updated_at", "id"], name="report_updated"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_id"], condition=~Q(source_id=""), name="report_taken_over_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80] or self.category


class Companion(models.Model):
    """Somebody who noticed the same and waits with the reporter; once a report and address or browser."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="companions")
    mark = models.CharField(max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=5, default="de")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person who noticed it, too")
        verbose_name_plural = _("people who noticed it, too")
        constraints = [models.UniqueConstraint(fields=["report", "mark"], name="noticed_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d}"
