"""A unit that works in a system of its own: it gets its reports by mail and answers by a link in them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.city.models import Organisation


class OutsideUnit(models.Model):
    """The mailbox of one unit; no row means that it works at the desk here."""

    unit = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail address"))
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["unit__name"]
        verbose_name = _("unit with a system of its own")
        verbose_name_plural = _("units with a system of their own")

    def __str__(self) -> str:
        return f"{self.unit}: {self.email}"
