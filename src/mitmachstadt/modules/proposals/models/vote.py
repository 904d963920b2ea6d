"""Votes: one a person and proposal, and beside them a log without people from which everybody recounts the result."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.models.proposal import Proposal


class Vote(models.Model):
    """How one person stands to one proposal: 1 for, -1 against; taking it back deletes the row.

    `user` is empty once the account was deleted after the end of the vote. `reason` is a key of the town's list.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    value = models.SmallIntegerField()
    reason = models.SlugField(max_length=60, blank=True)
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], name="one_vote_each"),
            models.CheckConstraint(condition=Q(value__in=(1, -1)), name="vote_for_or_against"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.value:+d}"


class VoteLineQuerySet(models.QuerySet["VoteLine"]):
    """Reads of the log."""

    def public(self) -> VoteLineQuerySet:
        """Lines of proposals that everybody sees."""
        return self.filter(proposal__case__public=True, proposal__case__hidden=False)


class VoteLine(models.Model):
    """One line of the log: the `number`-th vote on a proposal went from `before` to `after` on `day`; never changed.

    It knows no person and no hour, and its `name` ("BV-2026-001.17") no order beyond its own proposal, so that nobody
    can be found by it.
    """

    name = models.CharField(max_length=40, unique=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    before = models.SmallIntegerField()
    after = models.SmallIntegerField()
    reason = models.SlugField(max_length=60, blank=True)
    day = models.DateField(default=timezone.localdate)

    objects: ClassVar[Any] = VoteLineQuerySet.as_manager()

    class Meta:
        ordering = ["proposal_id", "number"]
        verbose_name = _("line of the log of votes")
        verbose_name_plural = _("log of votes")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="one_line_of_that_number"),
            models.CheckConstraint(
                condition=Q(before__in=(1, 0, -1), after__in=(1, 0, -1)), name="line_between_votes"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Crossing(models.Model):
    """A threshold that a proposal has crossed, once and for good, also when votes are taken back later."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="crossings")
    key = models.SlugField(max_length=60)
    votes = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["votes"]
        verbose_name = _("crossed threshold")
        verbose_name_plural = _("crossed thresholds")
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="crossed_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.key}"
