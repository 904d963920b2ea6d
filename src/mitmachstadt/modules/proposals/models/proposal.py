"""A proposal of residents: what should be different, where, on which terms people vote on it, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Topic
from mitmachstadt.spine.places.models import AbstractPlace


class Outcome(models.TextChoices):
    """The answer of the town."""

    ACCEPTED = "accepted", pgettext_lazy("proposal", "Will be done")
    IN_PART = "in_part", pgettext_lazy("proposal", "Will be done in part")
    DECLINED = "declined", pgettext_lazy("proposal", "Will not be done")
    REFERRED = "referred", pgettext_lazy("proposal", "Passed on")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Reads of proposals."""

    def public(self) -> ProposalQuerySet:
        """Released and not hidden."""
        return self.filter(case__public=True, case__hidden=False)


class Proposal(AbstractPlace):
    """One proposal. Its place is a point or nothing; `label` is the place in words, "" for the whole town.

    `terms` are the rules of the vote as they were on the day of release (`rules.Terms`), `ends_on` its last day; both are
    empty before. `up` and `down` are counted from the votes, `cast` is the number of the last line in the log of votes.
    `cover` is the address of the small picture for lists. `outcome`, `answer` and `answered_by` are the town's answer,
    `cost` and `cost_final` whole euros, `planned_on` the day by which it is to be done, `built` what was built in words,
    `project` the number of the project it became part of, `budget` that of the application to a citizens' budget, `paper`
    the id of the council's paper. `words` is the number of the newest public version of title and text, 0 before the
    release; `easy_text` says the same in plain language and was written for the version `easy_words`.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="proposal")
    title = models.CharField(_("name"), max_length=120)
    text = models.TextField(_("text"))
    name = models.CharField(_("name of the author"), max_length=80, blank=True)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    terms = models.JSONField(default=dict, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, db_index=True)
    ends_on = models.DateField(null=True, blank=True, db_index=True)
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    cast = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    asked_back = models.TextField(blank=True)
    planned_on = models.DateField(null=True, blank=True)
    built_on = models.DateField(null=True, blank=True)
    cost = models.PositiveIntegerField(null=True, blank=True)
    cost_final = models.PositiveIntegerField(null=True, blank=True)
    built = models.TextField(blank=True)
    project = models.CharField(max_length=20, blank=True)
    budget = models.CharField(max_length=20, blank=True)
    paper = models.CharField(max_length=20, blank=True)
    words = models.PositiveSmallIntegerField(default=0)
    easy_text = models.TextField(_("text in plain language"), blank=True)
    easy_words = models.PositiveSmallIntegerField(default=0)
    cover = models.CharField(max_length=200, blank=True)
    draw = models.FloatField(default=0, db_index=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-released_at", "-id"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            models.Index(fields=["-released_at", "-id"], name="proposal_newest"),
            models.Index(fields=["-up", "-id"], name="proposal_supported"),
            models.Index(Least(F("up"), F("down")).desc(), F("id").desc(), name="proposal_disputed"),
            models.Index(fields=["-answered_on", "-id"], name="proposal_answered"),
            models.Index(fields=["project"], name="proposal_of_project"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(ends_on__isnull=False),
                name="proposal_released_has_end",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposals:detail", args=[self.case.number])
