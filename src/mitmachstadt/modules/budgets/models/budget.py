"""A citizens' budget of one year, for the town or for one district, and the phases it runs through."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.city.models import District


class BudgetKind(models.TextChoices):
    """For whom the money is."""

    TOWN = "town", pgettext_lazy("budget", "for the whole town")
    DISTRICT = "district", pgettext_lazy("budget", "for one district")


class PhaseKey(models.TextChoices):
    """What a phase is about, in their usual order."""

    ANNOUNCE = "announce", pgettext_lazy("phase", "Announced")
    COLLECT = "collect", pgettext_lazy("phase", "Applications")
    CHECK = "check", pgettext_lazy("phase", "Formal check")
    DISCUSS = "discuss", pgettext_lazy("phase", "Discussion")
    VOTE = "vote", pgettext_lazy("phase", "Vote")
    BOARD = "board", pgettext_lazy("phase", "Advice")
    DECIDE = "decide", pgettext_lazy("phase", "Decision")
    BUILD = "build", pgettext_lazy("phase", "Doing it")
    DONE = "done", pgettext_lazy("phase", "Finished")


class BudgetQuerySet(models.QuerySet["Budget"]):
    """Reads of budgets."""

    def public(self) -> BudgetQuerySet:
        """Published ones."""
        return self.filter(public=True)


class Budget(models.Model):
    """One budget: `total` whole euros, of which `granted` are promised by decisions.

    `terms` are the rules (`rules.BudgetRules`, as the rule file says them) as they were on the day of publication, empty
    before; `terms["ballot"]` says how people vote. `item_id`, `meeting_at` and `body_name` are the agenda item of the
    council that deals with the list of all applications, 0 and empty where there is none.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=10, choices=BudgetKind.choices, default=BudgetKind.TOWN)
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="budgets"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    text = models.TextField(_("what it is for"), blank=True)
    total = models.PositiveIntegerField(_("sum in euros"))
    granted = models.PositiveIntegerField(default=0)
    terms = models.JSONField(default=dict, blank=True)
    public = models.BooleanField(default=False, db_index=True)
    published_at = models.DateTimeField(null=True, blank=True)
    item_id = models.PositiveBigIntegerField(default=0)
    meeting_at = models.DateTimeField(null=True, blank=True)
    body_name = models.CharField(max_length=200, blank=True)
    sample = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    #: The phases by their beginning, where they were read together with the budget.
    plan: tuple[Phase, ...] | None = None

    objects: ClassVar[Any] = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "kind", "name"]
        verbose_name = _("citizens' budget")
        verbose_name_plural = _("citizens' budgets")
        constraints = [
            models.CheckConstraint(condition=Q(granted__lte=F("total")), name="budget_never_overspent"),
            models.CheckConstraint(
                condition=Q(kind="town", district__isnull=True) | Q(kind="district", district__isnull=False),
                name="budget_district_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("budgets:detail", args=[self.slug])


class Phase(models.Model):
    """A stretch of time from `opens_at` (included) to `closes_at` (excluded); which one is on says the clock alone.

    `told_at` is the moment at which followers were told of its beginning, once and for good.
    """

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="phases")
    key = models.CharField(max_length=10, choices=PhaseKey.choices)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["budget_id", "opens_at"]
        verbose_name = _("phase of a budget")
        verbose_name_plural = _("phases of budgets")
        constraints = [
            models.UniqueConstraint(fields=["budget", "key"], name="one_phase_of_a_key"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="phase_closes_after_opening"
            ),
        ]
        indexes = [models.Index(fields=["opens_at"], condition=Q(told_at__isnull=True), name="phase_to_tell")]

    def __str__(self) -> str:
        return f"{self.budget_id}: {self.key}"
