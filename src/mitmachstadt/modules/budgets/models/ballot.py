"""The vote of a budget: the sheet fixed when it begins, who voted, what was voted, and in between nothing that lasts.

`Voter` says that somebody voted, `Ballot` what was voted. Only `Ballot.receipt`, a keyed checksum that the running program
can compute for a person and nobody can turn back, leads from one to the other, so that a ballot can be changed; when the
vote is over it is deleted (`actions.counting`).
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.budgets.models.application import Application
from mitmachstadt.modules.budgets.models.budget import Budget


def drawn_name() -> str:
    """A name that tells nothing, not even when it was given."""
    return secrets.token_hex(16)


class Channel(models.TextChoices):
    """How a ballot came in."""

    ACCOUNT = "account", pgettext_lazy("ballot", "with an account")
    CODE = "code", pgettext_lazy("ballot", "with a code")
    PAPER = "paper", pgettext_lazy("ballot", "on paper")


class Sheet(models.Model):
    """The ballot sheet of a budget as it was when the vote began: `rule` (`rules.ballots.BallotRule.kept`) and candidates.

    `cut_at` is the moment at which the way from people to ballots was destroyed, `counted_at` that of the last count with
    its `result`, `final_at` that at which the town declared the result.
    """

    budget = models.OneToOneField(Budget, on_delete=models.CASCADE, related_name="sheet")
    rule = models.JSONField()
    opened_at = models.DateTimeField(default=timezone.now)
    cut_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("ballot sheet")
        verbose_name_plural = _("ballot sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True) | Q(cut_at__isnull=False), name="counted_after_links_cut"
            ),
            models.CheckConstraint(
                condition=Q(final_at__isnull=True) | Q(counted_at__isnull=False), name="final_after_count"
            ),
        ]

    def __str__(self) -> str:
        return str(self.budget_id)


class Candidate(models.Model):
    """One application on the sheet with the price that it had when the vote began; below the line what the count found.

    `reason` and `tie` are words of `rules.counting`, `left` the euros that were left when its turn came, `advice` the step
    in which the method of equal shares would take it ("bought", "filled", or "").
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="candidates")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    price = models.PositiveIntegerField()
    district = models.SlugField(max_length=60, blank=True)
    removed = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    votes = models.PositiveIntegerField(default=0)
    against = models.PositiveIntegerField(default=0)
    ballots = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=12, blank=True)
    tie = models.CharField(max_length=14, blank=True)
    rival = models.CharField(max_length=40, blank=True)
    left = models.PositiveIntegerField(default=0)
    advice = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering = ["sheet_id", "number"]
        verbose_name = _("item on the ballot")
        verbose_name_plural = _("items on the ballot")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_candidate_of_a_number"),
            models.UniqueConstraint(fields=["sheet", "application"], name="one_candidate_per_application"),
            models.CheckConstraint(condition=Q(price__gt=0), name="candidate_has_price"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class Code(models.Model):
    """A code with which somebody without an account votes once; only its keyed checksum is kept."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("code for a vote")
        verbose_name_plural = _("codes for votes")

    def __str__(self) -> str:
        return str(self.pk)


class Voter(models.Model):
    """That somebody voted and on which day, by account or by code; where and how old they are only where they said so.

    `user` is empty once the account is deleted after the vote. Nothing here says what was voted.
    """

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="voters")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    code = models.OneToOneField(Code, null=True, blank=True, on_delete=models.PROTECT, related_name="voter")
    day = models.DateField(default=timezone.localdate)
    district = models.SlugField(max_length=60, blank=True)
    age_group = models.SlugField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("somebody who voted")
        verbose_name_plural = _("people who voted")
        constraints = [
            models.UniqueConstraint(fields=["budget", "user"], name="one_voter_per_account"),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(code__isnull=True), name="voter_by_account_or_code"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PaperBatch(models.Model):
    """Paper ballots counted in by two people: each types all of them; they count when both lists say the same.

    `first` and `second` are the lines as typed, one ballot each; `confirmed_at` is set once they agree.
    """

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="paper_batches")
    name = models.CharField(max_length=60)
    district = models.SlugField(max_length=60, blank=True)
    first = models.TextField()
    second = models.TextField(blank=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    counted_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    valid = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("batch of paper ballots")
        verbose_name_plural = _("batches of paper ballots")
        constraints = [
            models.UniqueConstraint(fields=["budget", "name"], name="one_batch_of_a_name"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(counted_by__isnull=True)
                | ~Q(confirmed_by=F("counted_by")),
                name="batch_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ballot(models.Model):
    """What somebody voted: values by key of the candidate, and the district voted in where the rule asks for one.

    Its name is drawn by chance and tells no order; it knows no person, day or hour. `spent` of `money` euros are bounded
    where the rule bounds them; elsewhere `spent` is 0.
    """

    id = models.CharField(primary_key=True, max_length=32, default=drawn_name, editable=False)
    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="ballots")
    receipt = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  many without one, each apart
    choices = models.JSONField()
    district = models.SlugField(max_length=60, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    batch = models.ForeignKey(
        PaperBatch, null=True, blank=True, on_delete=models.CASCADE, related_name="ballots"
    )
    spent = models.PositiveIntegerField(default=0)
    money = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint(fields=["budget", "receipt"], name="one_ballot_per_receipt"),
            models.CheckConstraint(condition=Q(spent__lte=F("money")), name="ballot_never_overspent"),
            models.CheckConstraint(
                condition=~Q(channel="paper") | Q(batch__isnull=False, receipt__isnull=True),
                name="paper_has_batch",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
