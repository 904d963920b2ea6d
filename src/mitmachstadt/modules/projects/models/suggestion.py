"""What residents suggest on a project, or for the list, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.models.parts import Point
from mitmachstadt.modules.projects.models.project import Project
from mitmachstadt.modules.projects.states import PUBLIC_STATES
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Reads of suggestions."""

    def on_visible_subject(self) -> SuggestionQuerySet:
        """On nothing that is itself hidden, whether the suggestion is released or not."""
        visible = models.Q(project__isnull=True) | models.Q(
            project__published_at__isnull=False, project__state__in=PUBLIC_STATES, project__hidden=False
        )
        return self.filter(visible)

    def public(self) -> SuggestionQuerySet:
        """Released, not hidden, and on nothing that is itself hidden."""
        return self.on_visible_subject().filter(case__public=True, case__hidden=False)


class Outcome(models.TextChoices):
    TAKEN_UP = "taken_up", _("Taken up")
    IN_PART = "in_part", _("Taken up in part")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")
    REFERRED = "referred", _("Referred")


class Suggestion(models.Model):
    """A resident's words; `kind` is a key of the town's rules (suggestion, list_project, participation, …).

    `became` is the project that an accepted idea for the list began; as a draft it is for staff alone.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="suggestion")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="suggestions"
    )
    kind = models.SlugField(max_length=40, default="suggestion")
    point = models.ForeignKey(
        Point, null=True, blank=True, on_delete=models.SET_NULL, related_name="suggestions"
    )
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    author_note = models.CharField(max_length=100, blank=True)
    place_text = models.CharField(max_length=200, blank=True)
    photo = models.ForeignKey(
        "files.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    became = models.OneToOneField(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="idea"
    )
    in_window = models.BooleanField(default=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    supporters = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    outcome_reason = models.TextField(blank=True)
    outcome_by = models.CharField(max_length=200, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    #: Read with the suggestion, where its answers are shown.
    answers: list[Treatment]

    objects: ClassVar[Any] = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self) -> str:
        return self.title or self.text[:80]


class Treatment(models.Model):
    """One step of treatment: the department's statement, a board's recommendation, a body's decision.

    `at` is when it was written down, `held_on` the day of the meeting whose result it is; empty where none is named.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="treatments")
    step = models.SlugField(max_length=40)
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    text = models.TextField(blank=True)
    vote = models.CharField(max_length=200, blank=True)
    effect = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    held_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome}"
