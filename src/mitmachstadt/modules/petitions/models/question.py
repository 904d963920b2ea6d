"""A question for question time: the words, the session they belong to, the answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.petitions.models.petition import Ground
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation


class QuestionQuerySet(models.QuerySet["Question"]):
    """Reads of questions."""

    def public(self) -> QuestionQuerySet:
        """Admitted and not hidden."""
        return self.filter(case__public=True, case__hidden=False)


class Question(models.Model):
    """One question. `meeting_id` is the council's number of the session, 0 as long as none is fixed.

    `rolled_over` says that it came too late for an earlier session. `in_writing` marks an answer that was given outside
    a session. The follow-up question is asked in the session and kept with its answer.

    `place` is which of its session's questions of one person it is, `asker` a mark of that person (see `places`): the
    table itself takes no place twice. None as long as nobody has proven or checked who asks, and once it is free again.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="question")
    text = models.TextField(_("question"))
    background = models.TextField(_("background"), blank=True)
    author_name = models.CharField(max_length=150, blank=True)
    author_address = models.CharField(max_length=300, blank=True)
    name_public = models.BooleanField(default=False)
    resident_declared = models.BooleanField(default=False)
    body = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    meeting_id = models.PositiveBigIntegerField(default=0, db_index=True)
    meeting_at = models.DateTimeField(null=True, blank=True)
    meeting_place = models.CharField(max_length=200, blank=True)
    rolled_over = models.BooleanField(default=False)
    ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    in_writing = models.BooleanField(default=False)
    follow_up = models.TextField(blank=True)
    follow_up_answer = models.TextField(blank=True)
    asker = models.CharField(max_length=64, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)

    objects: ClassVar[Any] = QuestionQuerySet.as_manager()

    # Filled by the list of questions.
    state: Any

    class Meta:
        ordering = ["-id"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting_id", "asker", "place"],
                condition=models.Q(place__isnull=False),
                name="place_in_session_once",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
