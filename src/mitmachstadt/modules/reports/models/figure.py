"""How long reports took, counted by the quarter they came in, their category and their district."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class FigureQuerySet(models.QuerySet["Figure"]):
    """Reads of the figures."""

    def public(self) -> FigureQuerySet:
        """All of them: they are counts of public reports, examples left out."""
        return self.all()


class Figure(models.Model):
    """Counts of the public reports of one quarter, category and district ("" where the district is not known).

    The medians are in days; None where fewer than `rules.LEAST` reports stand behind them. `quarter` is written 2026-Q4.
    """

    key = models.CharField(max_length=140, unique=True)
    quarter = models.CharField(max_length=7)
    category = models.SlugField(max_length=60)
    district = models.SlugField(max_length=60, blank=True)
    received = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    fixed = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    disputed = models.PositiveIntegerField(default=0)
    days_to_answer = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    days_to_end = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter", "category", "district"]
        verbose_name = _("figures of reports")
        verbose_name_plural = _("figures of reports")

    def __str__(self) -> str:
        return self.key
