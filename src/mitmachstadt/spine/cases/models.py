"""The *Vorgang*: whatever a person hands in and somebody must answer, its duties and its timeline."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.city.models import Organisation


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases."""

    def public(self) -> CaseQuerySet:
        """Cases whose number, state and timeline everybody may see."""
        return self.filter(public=True, hidden=False)

    def open(self) -> CaseQuerySet:
        """Cases with an open duty."""
        return self.filter(duties__done_at__isnull=True, duties__isnull=False)


class Case(models.Model):
    """One case; `kind` and `state` are words of the registry, `version` is compared and set at every move."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.SlugField(max_length=40)
    state = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_cases",
    )
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="sent_cases"
    )
    sender_email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=5, default="de")
    secret_hash = models.CharField(max_length=64, unique=True)
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    delete_personal_on = models.DateField(null=True, blank=True)
    public = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    hidden_reason = models.TextField(blank=True)
    sample = models.BooleanField(default=False)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    # Filled by `queries.with_open_duty`, by views that show cases of several kinds, and with what is read in one go.
    due_on: date | None
    duty_key: str | None
    kind_info: Any
    open_duties: list[Duty]

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["kind", "state"], name="case_kind_state"),
            models.Index(fields=["subject_kind", "subject_id"], name="case_subject"),
        ]

    def __str__(self) -> str:
        return self.number


class Duty(models.Model):
    """What somebody owes the case next, by when; the database allows one open duty a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="duties")
    key = models.SlugField(max_length=40)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duties")
    due_on = models.DateField(db_index=True)
    opened_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(done_at__isnull=True), name="one_open_duty")
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="duty_open_due")]

    def __str__(self) -> str:
        return f"{self.case}: {self.key} {self.due_on}"


class CaseEvent(models.Model):
    """One entry of the timeline; `public` ones are seen by everybody who may see the case, the rest by staff."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.SlugField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    from_state = models.SlugField(max_length=40, blank=True)
    to_state = models.SlugField(max_length=40, blank=True)
    data = models.JSONField(default=dict, blank=True)
    public = models.BooleanField(default=False)
    upload = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"
