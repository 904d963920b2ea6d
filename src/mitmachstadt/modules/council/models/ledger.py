"""Which meeting treated what residents brought in: the proof that nothing was left lying."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council.models.meetings import AgendaItem


class Treated(models.Model):
    """A case that was treated at an agenda item; what was decided stands in the case itself."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="treated")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="treated_at")
    step = models.SlugField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("treatment at a meeting")
        verbose_name_plural = _("treatments at meetings")
        constraints = [models.UniqueConstraint(fields=["item", "case", "step"], name="treated_once_an_item")]

    def __str__(self) -> str:
        return f"{self.case}: {self.step}"
