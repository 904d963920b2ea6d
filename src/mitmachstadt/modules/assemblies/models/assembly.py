"""A meeting of residents: when, where, how one gets in, what is talked about, and what was written down."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.city.models import District, Organisation


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("assembly", "Draft")
    PUBLISHED = "published", pgettext_lazy("assembly", "Announced")
    CANCELLED = "cancelled", pgettext_lazy("assembly", "Cancelled")
    CLOSED = "closed", pgettext_lazy("assembly", "Held")


class StepFree(models.TextChoices):
    UNKNOWN = "", _("Not known yet")
    YES = "yes", _("Step-free")
    PARTLY = "partly", _("Step-free with help")
    NO = "no", _("Not step-free")


class AssemblyQuerySet(models.QuerySet["Assembly"]):
    """Reads of assemblies."""

    def public(self) -> AssemblyQuerySet:
        """Those everybody may see: announced, held and cancelled ones."""
        return self.exclude(state=State.DRAFT)


class Assembly(models.Model):
    """One meeting of residents.

    `kind` is a key of the dated rule `versammlungen`; `taken` counts the seats given out and can never pass `capacity`,
    whatever many people press at once; `code` opens the form for wishes on the evening.
    """

    number = models.CharField(max_length=20, unique=True)
    kind = models.SlugField(max_length=40)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    agenda = models.TextField(blank=True)
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assemblies")
    districts = models.ManyToManyField(District, blank=True, related_name="assemblies")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=160)
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    step_free = models.CharField(max_length=10, choices=StepFree.choices, blank=True)
    entrance = models.CharField(max_length=300, blank=True)
    toilet = models.CharField(max_length=300, blank=True)
    hearing_loop = models.CharField(max_length=300, blank=True)
    parking = models.CharField(max_length=300, blank=True)
    stop = models.CharField(max_length=300, blank=True)
    stream_url = models.URLField(max_length=300, blank=True)
    signup = models.BooleanField(default=True)
    signup_until = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=8, unique=True, null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    state_reason = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(blank=True)
    minutes_file = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    minutes_published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = AssemblyQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("assembly")
        verbose_name_plural = _("assemblies")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="assembly_ends_after_start"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity")),
                name="assembly_never_overfull",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assemblies:detail", args=[self.number])

    @property
    def is_public(self) -> bool:
        """True when everybody may see it; the same as `public()`."""
        return self.state != State.DRAFT
