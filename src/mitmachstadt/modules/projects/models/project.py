"""The sheet of a project: what the town or one of its companies plans."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.projects.states import PUBLIC_STATES, RUNNING_STATES, State, counts_on
from mitmachstadt.spine.city.models import District, Organisation, Topic


class Participation(models.TextChoices):
    UNDECIDED = "undecided", _("not yet decided")
    YES = "yes", _("yes")
    NO = "no", _("no")


class ProjectQuerySet(models.QuerySet["Project"]):
    """Reads of projects."""

    def public(self) -> ProjectQuerySet:
        """What everybody may see: published once, and in a state that came after."""
        return self.filter(published_at__isnull=False, state__in=PUBLIC_STATES, hidden=False)

    def open_on(self, day: date) -> ProjectQuerySet:
        """Projects whose window for suggestions is open on `day`: `rules.counts_on` as a query."""
        return self.filter(
            Q(window_end__isnull=True) | Q(window_end__gte=day),
            participation=Participation.YES,
            window_start__lte=day,
            state__in=RUNNING_STATES,
        )


class Project(models.Model):
    """One project with the fields of the merged sheet; places, costs, points and readings are rows of their own."""

    number = models.CharField(max_length=20, unique=True)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("in one sentence"), max_length=400, blank=True)
    description = models.TextField(_("description, purpose"), blank=True)
    benefit = models.TextField(_("expected benefit"), blank=True)
    affected = models.TextField(_("who is affected"), blank=True)
    owner = models.ForeignKey(
        Organisation, verbose_name=_("who plans"), on_delete=models.PROTECT, related_name="projects"
    )
    unit = models.ForeignKey(
        Organisation,
        verbose_name=_("responsible unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects_in_charge",
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="partner_projects")
    topics = models.ManyToManyField(Topic, blank=True, related_name="projects")
    main_topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    districts = models.ManyToManyField(District, blank=True, related_name="projects")
    whole_town = models.BooleanField(_("concerns the whole town"), default=False)
    state = models.CharField(
        pgettext_lazy("project", "state"), max_length=20, choices=State.choices, default=State.DRAFT
    )
    state_since = models.DateTimeField(null=True, blank=True)
    state_reason = models.TextField(blank=True)
    resume_state = models.CharField(max_length=20, blank=True)
    members_informed_at = models.DateTimeField(null=True, blank=True)
    members_informed_how = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(_("listed since"), null=True, blank=True)
    listing_exception = models.TextField(blank=True)
    hidden = models.BooleanField(default=False)
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    duration_note = models.CharField(_("duration in words"), max_length=200, blank=True)
    present_state = models.TextField(_("present state"), blank=True)
    participation = models.CharField(
        _("participation"), max_length=10, choices=Participation.choices, default=Participation.UNDECIDED
    )
    participation_form = models.CharField(_("form of participation"), max_length=300, blank=True)
    participation_reason = models.TextField(_("reason why there is none"), blank=True)
    participation_required = models.BooleanField(_("required by law"), null=True, blank=True)
    window_start = models.DateField(_("suggestions from"), null=True, blank=True)
    window_end = models.DateField(_("suggestions until"), null=True, blank=True)
    board_involved = models.BooleanField(_("advisory board is involved"), null=True, blank=True)
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_phone = models.CharField(max_length=50, blank=True)
    contact_email = models.EmailField(blank=True)
    criteria = models.JSONField(default=list, blank=True)
    easy_text = models.TextField(_("plain-language text"), blank=True)
    easy_text_version = models.PositiveIntegerField(null=True, blank=True)
    text_version = models.PositiveIntegerField(default=1)
    photo = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source_ref = models.CharField(max_length=40, blank=True, db_index=True)
    source_note = models.CharField(max_length=300, blank=True)
    edited_fields = models.JSONField(default=list, blank=True)
    submission_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    next_deadline = models.DateField(null=True, blank=True)
    suggestion_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    sample = models.BooleanField(default=False)

    objects: ClassVar[Any] = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(window_start__isnull=True)
                | Q(window_end__isnull=True)
                | Q(window_end__gte=F("window_start")),
                name="window_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(planned_start__isnull=True)
                | Q(planned_end__isnull=True)
                | Q(planned_end__gte=F("planned_start")),
                name="plan_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(members_informed_at__lte=F("published_at"))
                | ~Q(listing_exception=""),
                name="informed_before_published",
            ),
            models.UniqueConstraint(
                fields=["source_ref"], condition=~Q(source_ref=""), name="one_project_per_source"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="project_listed"),
            models.Index(fields=["next_deadline", "-published_at", "-id"], name="project_deadline"),
            models.Index(fields=["state"], name="project_state"),
            # the stamp that tells kept lists they are old, and the order of the whole public list
            models.Index(fields=["updated_at"], name="project_changed"),
            models.Index(fields=["window_end"], name="project_window_end"),
            models.Index(
                fields=["state", "published_at", "hidden", "next_deadline", "owner", "whole_town"],
                name="project_public_list",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.number])

    @property
    def is_public(self) -> bool:
        """The same definition as `ProjectQuerySet.public`, for one object."""
        return self.published_at is not None and self.state in PUBLIC_STATES and not self.hidden

    def open_on(self, day: date) -> bool:
        """The same definition as `ProjectQuerySet.open_on`, for one object."""
        return counts_on(day, self.participation, self.state, self.window_start, self.window_end)

    @property
    def easy_text_outdated(self) -> bool:
        """True when the sheet's words changed after the plain-language text was written."""
        return bool(self.easy_text) and (self.easy_text_version or 0) < self.text_version
