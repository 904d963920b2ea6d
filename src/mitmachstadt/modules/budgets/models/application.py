"""An application for money of a budget: what is to be done, by whom, for how much, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.budgets.models.budget import Budget
from mitmachstadt.modules.budgets.states import GRANTED
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Topic
from mitmachstadt.spine.places.models import AbstractPlace


class Applicant(models.TextChoices):
    """Who applies."""

    PERSON = "person", pgettext_lazy("applicant", "A person")
    ASSOCIATION = "association", pgettext_lazy("applicant", "An association or group")


class Ground(models.TextChoices):
    """Whose ground it happens on."""

    NONE = "none", pgettext_lazy("ground", "It needs no ground of others")
    CONSENT = "consent", pgettext_lazy("ground", "The owner of the ground agrees, the consent is attached")


class Outcome(models.TextChoices):
    """What the committee decided."""

    GRANTED = "granted", pgettext_lazy("budget", "Granted")
    IN_PART = "in_part", pgettext_lazy("budget", "Granted in part")
    DECLINED = "declined", pgettext_lazy("budget", "Not granted")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Reads of applications."""

    def public(self) -> ApplicationQuerySet:
        """Admitted, not hidden, and of a budget that everybody reads."""
        return self.filter(case__public=True, case__hidden=False, budget__public=True)

    def holding(self) -> ApplicationQuerySet:
        """Those whose granted sum is promised and was not taken back."""
        return self.filter(case__state__in=GRANTED)


class Application(AbstractPlace):
    """One application. All sums are whole euros; `costs` are lines `[what, euros]` of the cost plan.

    `name` is public only with `name_public` (an association's name always is); `postal` is for letters alone. Filled one
    after the other: `complete_by` what is missing and until when, `on_ballot` when admitted, the board's `rank`,
    `proposed` and `proposed_reason`, the committee's `outcome`, `granted`, `decided_on`, `decided_by`, the notice on
    `notice_on` with the day `due_proof_on` by which the proof of use is owed, `paid` on `paid_on`, the proof with the sum
    `proved`, what is `claimed` back until `due_back_on`, and what was `recovered`. `early_on` is the day from which work
    may begin before the notice, with its reason; `revoked` what had been granted and was taken back before payment.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="application")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="applications")
    title = models.CharField(_("name"), max_length=120)
    text = models.TextField(_("what it is about"))
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="applications"
    )
    applicant = models.CharField(max_length=12, choices=Applicant.choices)
    association = models.CharField(_("name of the association"), max_length=150, blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    name_public = models.BooleanField(default=False)
    postal = models.CharField(_("address for letters"), max_length=300, blank=True)
    age_declared = models.BooleanField(default=False)
    resident_declared = models.BooleanField(default=False)
    requested = models.PositiveIntegerField(_("sum asked for, in euros"))
    ceiling = models.PositiveIntegerField()
    costs = models.JSONField(default=list, blank=True)
    ground = models.CharField(max_length=10, choices=Ground.choices)
    on_ballot = models.BooleanField(default=False)
    admitted_on = models.DateField(null=True, blank=True)
    missing = models.TextField(blank=True)
    complete_by = models.DateField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    proposed = models.PositiveIntegerField(null=True, blank=True)
    proposed_reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    granted = models.PositiveIntegerField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decision_reason = models.TextField(blank=True)
    revoked = models.PositiveIntegerField(null=True, blank=True)
    early_on = models.DateField(null=True, blank=True)
    early_reason = models.TextField(blank=True)
    notice_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    paid = models.PositiveIntegerField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    due_proof_on = models.DateField(null=True, blank=True)
    proof = models.TextField(blank=True)
    proved = models.PositiveIntegerField(null=True, blank=True)
    proved_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    claimed = models.PositiveIntegerField(null=True, blank=True)
    due_back_on = models.DateField(null=True, blank=True)
    recovered = models.PositiveIntegerField(null=True, blank=True)
    recovered_on = models.DateField(null=True, blank=True)
    draw = models.FloatField(default=0, db_index=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [models.Index(fields=["budget", "-requested", "-id"], name="application_amount")]
        constraints = [
            models.CheckConstraint(
                condition=Q(requested__gte=1, requested__lte=F("ceiling")), name="application_within_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(granted__lte=F("requested")),
                name="granted_at_most_requested",
            ),
            models.CheckConstraint(
                condition=Q(paid__isnull=True) | Q(paid__lte=F("granted")), name="paid_at_most_granted"
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | Q(notice_on__isnull=False, paid_on__gte=F("notice_on")),
                name="paid_after_notice",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(notice_on__isnull=False, started_on__gte=F("notice_on"))
                | Q(early_on__isnull=False, started_on__gte=F("early_on")),
                name="no_start_before_notice",
            ),
            models.CheckConstraint(
                condition=Q(recovered__isnull=True) | Q(recovered__lte=F("paid")),
                name="recovered_at_most_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("budgets:application", args=[self.budget.slug, self.case.number])

    @property
    def shown_name(self) -> str:
        """Who applies, as everybody may read it; "" for a person who does not want to be named."""
        return self.association or (self.name if self.name_public else "")
