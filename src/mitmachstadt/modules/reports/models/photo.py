"""A photo of a report: kept from everybody until somebody of the town has looked at it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.reports.models.report import Report
from mitmachstadt.spine.files.models import Upload


class Photo(models.Model):
    """One photo; `after` ones show the repair. `upload` is public once `released_at` is set.

    `covered` says that faces or number plates were painted over; the picture as it came is gone then.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="photos")
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="report_photo")
    place = models.PositiveSmallIntegerField(default=0)
    after = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    covered = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["place", "id"]
        verbose_name = _("photo of a report")
        verbose_name_plural = _("photos of reports")

    def __str__(self) -> str:
        return f"{self.report_id}/{self.place}"
