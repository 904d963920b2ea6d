"""A talk about one case, its comments with their former words, helpful marks, and what people keep quiet for themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.cases.models import Case

PERSON = settings.AUTH_USER_MODEL


class Talk(models.Model):
    """The comments on one case, counted; `version` grows with everything that changes what readers see.

    `marks` counts helpful marks that were ever given here, `ranked_marks` how many of them the order knows.
    `posted_at` is the last comment, `told_at` when followers were last told.
    """

    about = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="talk")
    shown = models.PositiveIntegerField(default=0)
    shown_for = models.PositiveIntegerField(default=0)
    shown_against = models.PositiveIntegerField(default=0)
    shown_neutral = models.PositiveIntegerField(default=0)
    shown_question = models.PositiveIntegerField(default=0)
    marks = models.PositiveIntegerField(default=0)
    ranked_marks = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    posted_at = models.DateTimeField(null=True, blank=True, db_index=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("comments", "talk")
        verbose_name_plural = pgettext_lazy("comments", "talks")

    def __str__(self) -> str:
        return f"{self.about_id}: {self.shown}"


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reads of comments."""

    def public(self) -> CommentQuerySet:
        """Shown comments on something that everybody sees."""
        return self.filter(case__public=True, case__hidden=False, about__public=True, about__hidden=False)


class Comment(models.Model):
    """One comment. `parent` is empty or a comment without a parent: threads are two deep.

    `name` is what everybody reads, "" once the author left; `organisation` names the unit for which an official answer
    speaks, `pinned` ones stand first. `marks_before` is how many marks the talk had when it was written, `ranked` the
    place value that the clock computes (`rules.rank`).
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="comment")
    about = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    author = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    pinned = models.BooleanField(default=False)
    stance = models.CharField(max_length=10)
    text = models.TextField(_("text"))
    helpful = models.PositiveIntegerField(default=0)
    marks_before = models.PositiveIntegerField(default=0)
    ranked = models.FloatField(default=0)
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = pgettext_lazy("comments", "comment")
        verbose_name_plural = pgettext_lazy("comments", "comments")
        indexes = [
            models.Index(fields=["about", "id"], name="comment_about"),
            models.Index(fields=["author", "at"], name="comment_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stance__in=("for", "against", "neutral", "question")), name="comment_stance"
            ),
            models.CheckConstraint(
                condition=Q(pinned=False) | ~Q(organisation=""), name="comment_pinned_is_official"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="comment_no_reply_to_itself"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Wording(models.Model):
    """The words of a comment before it was changed at `until`; the first one has the number 1."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    text = models.TextField()
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        verbose_name = pgettext_lazy("comments", "former words")
        verbose_name_plural = pgettext_lazy("comments", "former words")
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="one_wording_a_number")]

    def __str__(self) -> str:
        return f"{self.comment_id}.{self.number}"


class HelpfulMark(models.Model):
    """That one person finds one comment helpful; `user` is empty once the account is gone, so that the number holds."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="helpful_marks")
    user = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("helpful mark")
        verbose_name_plural = _("helpful marks")
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="one_helpful_mark_each")]

    def __str__(self) -> str:
        return str(self.comment_id)


class Muted(models.Model):
    """That `user` does not want to read comments of `author`; nobody else learns of it."""

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="muted_people")
    author = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("muted person")
        verbose_name_plural = _("muted people")
        constraints = [models.UniqueConstraint(fields=["user", "author"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.author_id}"


class Quiet(models.Model):
    """That `user` wants no mails about the comments on `about`."""

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="quiet_talks")
    about = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("quiet talk")
        verbose_name_plural = _("quiet talks")
        constraints = [models.UniqueConstraint(fields=["user", "about"], name="quiet_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.about_id}"


class TalkQuarterQuerySet(models.QuerySet["TalkQuarter"]):
    """Reads of the figures."""

    def public(self) -> TalkQuarterQuerySet:
        """All of them: they are counts."""
        return self.all()


class TalkQuarter(models.Model):
    """What was written in one quarter and what became of it, in counts alone; None stands for a number from 1 to 4, whose
    name stands in `small`."""

    key = models.CharField(max_length=7, unique=True)
    written = models.PositiveIntegerField(null=True, blank=True)
    held = models.PositiveIntegerField(null=True, blank=True)
    looked_at = models.PositiveIntegerField(null=True, blank=True)
    hidden = models.PositiveIntegerField(null=True, blank=True)
    objections = models.PositiveIntegerField(null=True, blank=True)
    restored = models.PositiveIntegerField(null=True, blank=True)
    median_hours = models.PositiveIntegerField(null=True, blank=True)
    small = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = TalkQuarterQuerySet.as_manager()

    class Meta:
        ordering = ["-key"]
        verbose_name = _("quarter of the talk")
        verbose_name_plural = _("quarters of the talk")

    def __str__(self) -> str:
        return self.key
