"""What somebody wishes at an assembly, before it or on the evening, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.assemblies.models.assembly import Assembly, State
from mitmachstadt.spine.cases.models import Case


class Phase(models.TextChoices):
    BEFORE = "before", pgettext_lazy("wish", "Sent before the assembly")
    EVENING = "evening", pgettext_lazy("wish", "Said at the assembly")


class Outcome(models.TextChoices):
    DONE = "done", pgettext_lazy("wish", "Done")
    PROMISED = "promised", pgettext_lazy("wish", "Will be done")
    NOT_POSSIBLE = "not_possible", pgettext_lazy("wish", "Not possible")


class WishGroup(models.Model):
    """Wishes that mean the same, gathered by the organisers under one heading."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="groups")
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["title", "id"]
        verbose_name = _("group of wishes")
        constraints = [
            models.UniqueConstraint(fields=["assembly", "title"], name="one_group_of_that_title"),
        ]

    def __str__(self) -> str:
        return self.title


class WishQuerySet(models.QuerySet["Wish"]):
    """Reads of wishes."""

    def at_public_assembly(self) -> WishQuerySet:
        """At an assembly everybody may see, whether the wish is released or not."""
        return self.exclude(assembly__state=State.DRAFT)

    def public(self) -> WishQuerySet:
        """Released, not hidden, and at an assembly everybody may see."""
        return self.at_public_assembly().filter(case__public=True, case__hidden=False)


class Wish(models.Model):
    """The words of a wish with its answer; state, unit and deadlines are those of its case.

    `due_on` is the day the unit got for its answer, `promised_on` the day by which it said the wish will be done.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="wish")
    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="wishes")
    group = models.ForeignKey(
        WishGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="wishes"
    )
    phase = models.CharField(max_length=10, choices=Phase.choices)
    text = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=15, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = WishQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")

    def __str__(self) -> str:
        return self.text[:80]
