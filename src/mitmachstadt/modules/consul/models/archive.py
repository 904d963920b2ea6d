"""A page of the archive: a debate, a project, a poll or a consultation of the former platform, with exactly what it gave."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.files.models import Upload


class Sort(models.TextChoices):
    """What it was there."""

    DEBATE = "debate", pgettext_lazy("archive", "Debate")
    INVESTMENT = "investment", pgettext_lazy("archive", "Project for the citizens' budget")
    POLL = "poll", pgettext_lazy("archive", "Poll")
    LEGISLATION = "legislation", pgettext_lazy("archive", "Consultation on a text")
    SUGGESTION = "suggestion", pgettext_lazy("archive", "Proposal on a text")


class PageQuerySet(models.QuerySet["Page"]):
    """Reads of the archive."""

    def public(self) -> PageQuerySet:
        """Everything that was not hidden."""
        return self.filter(case__public=True, case__hidden=False)


class Page(models.Model):
    """One page. `facts` are what the source says beside words: a closed list of keys, see `rules.facts`.

    `sections` are the questions of a poll with their numbers and the versions of a text, see `importers.participation`.
    The columns from `budget` to `won` are those of a project, for filters and sums; None where the source says nothing.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="archive_page")
    sort = models.CharField(max_length=12, choices=Sort.choices, db_index=True)
    title = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    name = models.CharField(_("name of the author"), max_length=80, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    up = models.PositiveIntegerField(null=True, blank=True)
    down = models.PositiveIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    sections = models.JSONField(default=list, blank=True)
    budget = models.CharField(max_length=120, blank=True, db_index=True)
    heading = models.CharField(max_length=100, blank=True)
    price = models.PositiveBigIntegerField(null=True, blank=True)
    feasibility = models.CharField(max_length=40, blank=True)
    selected = models.BooleanField(null=True, blank=True)
    won = models.BooleanField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
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


class Picture(models.Model):
    """A picture of a page, shown and hidden with it; its words are those of its upload."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="pictures")
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="archive_picture")
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "id"]
        verbose_name = pgettext_lazy("archive", "picture of a page")
        verbose_name_plural = pgettext_lazy("archive", "pictures of pages")

    def __str__(self) -> str:
        return f"{self.page_id}/{self.place}"
