"""A text the town writes with its residents: the draft, its versions by paragraphs, what people say, who agrees."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("text under consultation", "Being prepared")
    PUBLISHED = "published", pgettext_lazy("text under consultation", "Public")
    CLOSED = "closed", pgettext_lazy("text under consultation", "Finished")


class Outcome(models.TextChoices):
    TAKEN_OVER = "taken_over", pgettext_lazy("comment", "Taken over")
    IN_PART = "in_part", pgettext_lazy("comment", "Taken over in part")
    NOT_TAKEN = "not_taken", pgettext_lazy("comment", "Not taken over")


class DraftQuerySet(models.QuerySet["Draft"]):
    """Reads of drafts."""

    def public(self) -> DraftQuerySet:
        """Those everybody may read."""
        return self.exclude(state=State.DRAFT)


class Draft(models.Model):
    """A text under consultation; `kind` is a key of the dated rule `entwuerfe`. A window ends at 24:00 of its last day."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.SlugField(max_length=40)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="drafts")
    body = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts_to_decide"
    )
    window_start = models.DateField(null=True, blank=True)
    window_end = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    keys_given = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name = _("draft text")
        verbose_name_plural = _("draft texts")
        constraints = [
            models.CheckConstraint(
                condition=Q(window_end__isnull=True)
                | Q(window_start__isnull=True)
                | Q(window_end__gte=F("window_start")),
                name="draft_window_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("drafts:detail", args=[self.number])

    @property
    def is_public(self) -> bool:
        """True when everybody may read it; the same as `public()`."""
        return self.state != State.DRAFT


class Version(models.Model):
    """One version of the text; a version without `published_at` is seen by staff alone."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        verbose_name = _("version of a text")
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_version_of_that_number")]

    def __str__(self) -> str:
        return f"{self.draft} {self.number}"


class Paragraph(models.Model):
    """A numbered paragraph or a heading (`level` 1 to 3; 0 is text) of one version.

    `key` names the same paragraph through all versions of the draft; `because` are the comments that led to its change.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="paragraphs")
    order = models.PositiveIntegerField()
    key = models.PositiveIntegerField()
    label = models.CharField(max_length=20, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    because: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Comment", blank=True, related_name="led_to"
    )

    class Meta:
        ordering = ["order"]
        verbose_name = _("paragraph")
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="one_paragraph_at_that_place"),
            models.UniqueConstraint(fields=["version", "key"], name="one_paragraph_of_that_key"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text[:60]}".strip()


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reads of comments."""

    def on_public_draft(self) -> CommentQuerySet:
        """On a draft everybody may read, whether the comment is released or not."""
        return self.exclude(paragraph__version__draft__state=State.DRAFT)

    def public(self) -> CommentQuerySet:
        """Released, not hidden, and on a draft everybody may read."""
        return self.on_public_draft().filter(case__public=True, case__hidden=False)


class Comment(models.Model):
    """What a person says about a paragraph, with another wording if wanted; state and deadlines are those of its case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="draft_comment")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    wording = models.TextField(blank=True)
    name = models.CharField(max_length=80, blank=True)
    agreements = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=15, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("comment on a text")
        verbose_name_plural = _("comments on texts")

    def __str__(self) -> str:
        return self.text[:80]


class Agreement(models.Model):
    """One person agrees with one comment; the database holds a second one off."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="agreed")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("agreement")
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="one_agreement_each")]

    def __str__(self) -> str:
        return f"{self.comment_id}"
