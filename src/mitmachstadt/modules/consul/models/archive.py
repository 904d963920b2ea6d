"""A page of the archive: a debate or an investment of the former platform, with exactly the facts it gave."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.cases.models import Case


class Sort(models.TextChoices):
    """What it was there."""

    DEBATE = "debate", pgettext_lazy("archive", "Debate")
    INVESTMENT = "investment", pgettext_lazy("archive", "Project for the citizens' budget")


class PageQuerySet(models.QuerySet["Page"]):
    """Reads of the archive."""

    def public(self) -> PageQuerySet:
        """Everything that was not hidden."""
        return self.filter(case__public=True, case__hidden=False)


class Page(models.Model):
    """One page. `facts` are what the source says beside words: a closed list of keys, see `rules.facts`."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="archive_page")
    sort = models.CharField(max_length=12, choices=Sort.choices, db_index=True)
    title = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    name = models.CharField(_("name of the author"), max_length=80, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    up = models.PositiveIntegerField(null=True, blank=True)
    down = models.PositiveIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    gone_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = PageQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-id"]
        verbose_name = pgettext_lazy("archive", "page of the archive")
        verbose_name_plural = pgettext_lazy("archive", "pages of the archive")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consul:page", args=[self.case.number])
