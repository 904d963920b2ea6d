"""A unit that works in a system of its own: it gets its reports by mail and answers by a link, or by GeoReport v2."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.reports.models.report import Report
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.notify.models import Outgoing


class OutsideUnit(models.Model):
    """The mailbox of one unit, or the address of its GeoReport server; no row means that it works at the desk here.

    `sealed_key` is the key it gave us (`accounts.sealing`), `codes` its codes by our category, "*" for all others.
    """

    unit = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail address"), blank=True)
    address = models.URLField(_("GeoReport address"), max_length=300, blank=True)
    jurisdiction = models.CharField(max_length=100, blank=True)
    sealed_key = models.TextField(blank=True)
    codes = models.JSONField(default=dict, blank=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["unit__name"]
        verbose_name = _("unit with a system of its own")
        verbose_name_plural = _("units with a system of their own")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email="", address__gt="") | models.Q(email__gt="", address=""),
                name="outside_by_mail_or_georeport",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.email or self.address}"


class Handed(Outgoing):
    """A report on its way into the GeoReport server of a unit, or there: its number or token there, and what it says.

    `key` is the turn (report, unit and version of the case): each goes out once. `asked_at` is when we last asked what
    became of it, `their_words` the last answer that was taken over; `ended_at` when there is nothing more to ask.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="handed")
    unit = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    their_id = models.CharField(max_length=100, blank=True)
    token = models.CharField(max_length=200, blank=True)
    their_words = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("report in another system")
        verbose_name_plural = _("reports in another system")

    def __str__(self) -> str:
        return self.key
