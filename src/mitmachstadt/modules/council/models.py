"""The minimum of council that the list of projects needs: meetings of bodies, agenda items and papers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.city.models import Organisation


class PublicQuerySet(models.QuerySet[Any]):
    """Reads of what everybody may see."""

    def public(self) -> PublicQuerySet:
        return self.filter(public=True)


class Meeting(models.Model):
    """A sitting of a council body."""

    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField(_("start"), db_index=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    public = models.BooleanField(_("public"), default=True)
    cancelled = models.BooleanField(_("cancelled"), default=False)
    sample = models.BooleanField(default=False)

    objects: ClassVar[Any] = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [models.UniqueConstraint(fields=["body", "starts_at"], name="one_meeting_at_a_time")]

    def __str__(self) -> str:
        return f"{self.body} {self.starts_at:%d.%m.%Y}"


class Paper(models.Model):
    """A council paper, by its reference."""

    reference = models.CharField(_("reference"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(blank=True)
    public = models.BooleanField(default=True)
    sample = models.BooleanField(default=False)

    objects: ClassVar[Any] = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["-reference"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"


class AgendaItem(models.Model):
    """One point of a meeting's agenda; `subject_kind` and `subject_id` name what it is about, for example a project.

    `exception_reason` is the public reason why it may be dealt with before its time.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    exception_reason = models.TextField(_("reason for the exception"), blank=True)
    result = models.TextField(blank=True)
    vote = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["meeting", "number"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="item_number_once"),
            models.UniqueConstraint(
                fields=["meeting", "subject_kind", "subject_id"],
                condition=~Q(subject_kind=""),
                name="subject_once_a_meeting",
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="item_subject")]

    def __str__(self) -> str:
        return self.title
