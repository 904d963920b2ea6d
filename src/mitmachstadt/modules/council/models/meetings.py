"""Meetings of council bodies and their agendas."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.council.models.base import CouncilObject
from mitmachstadt.modules.council.models.files import File
from mitmachstadt.modules.council.models.people import Person
from mitmachstadt.modules.council.models.places import Location, Municipality
from mitmachstadt.spine.city.models import Organisation


class Meeting(CouncilObject):
    """A sitting of a council body; only one taken from another system may lack its beginning.

    `body` is the first of the bodies that meet, `more_bodies` the rest.
    """

    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.CASCADE, related_name="meetings"
    )
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meetings")
    more_bodies = models.ManyToManyField(Organisation, blank=True, related_name="shared_meetings")
    name = models.CharField(_("name"), max_length=500, blank=True)
    state = models.CharField(max_length=100, blank=True)
    starts_at = models.DateTimeField(_("start"), db_index=True, null=True)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings"
    )
    cancelled = models.BooleanField(_("cancelled"), default=False)
    participants = models.ManyToManyField(Person, blank=True, related_name="meetings")
    invitation = models.ForeignKey(
        File, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation_of"
    )
    minutes = models.ForeignKey(
        File, null=True, blank=True, on_delete=models.SET_NULL, related_name="minutes_of"
    )
    verbatim_minutes = models.ForeignKey(
        File, null=True, blank=True, on_delete=models.SET_NULL, related_name="verbatim_of"
    )
    files = models.ManyToManyField(File, blank=True, related_name="meetings")

    class Meta(CouncilObject.Meta):
        ordering = ["starts_at"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            *CouncilObject.Meta.constraints,
            models.UniqueConstraint(
                fields=["body", "starts_at"], condition=Q(source_id=""), name="one_meeting_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False) | ~Q(source_id=""), name="own_meeting_has_start"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(public=True, deleted_at=None), name="meeting_seen")
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.starts_at:%d.%m.%Y}" if self.starts_at else str(self.body)

    @property
    def begins(self) -> datetime:
        """The beginning of a meeting that has one; ValueError for one that came without."""
        if self.starts_at is None:
            raise ValueError(f"meeting {self.pk} has no beginning")
        return self.starts_at


class Outcome(models.TextChoices):
    """What a result means, whatever words a system uses for it."""

    NONE = "", pgettext_lazy("outcome", "none yet")
    ACCEPTED = "accepted", pgettext_lazy("outcome", "accepted")
    CHANGED = "changed", pgettext_lazy("outcome", "accepted with changes")
    REJECTED = "rejected", pgettext_lazy("outcome", "rejected")
    NOTED = "noted", pgettext_lazy("outcome", "noted")
    REFERRED = "referred", pgettext_lazy("outcome", "referred")
    POSTPONED = "postponed", pgettext_lazy("outcome", "postponed")
    WITHDRAWN = "withdrawn", pgettext_lazy("outcome", "taken off")
    OTHER = "other", pgettext_lazy("outcome", "other")


class AgendaItem(CouncilObject):
    """One point of a meeting's agenda; `subject_kind` and `subject_id` name what it is about, for example a project.

    `number` gives the order, `label` how the agenda writes it ("Ö 3.1"; empty means the number itself).
    `exception_reason` is the public reason why it may be dealt with before its time. `tabled_by` is the board that put
    it there by its own right. `result` keeps the words of the council, `outcome` what they mean.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=50, blank=True)
    title = models.CharField(max_length=1000)
    paper = models.ForeignKey(
        "council.Paper", null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    exception_reason = models.TextField(_("reason for the exception"), blank=True)
    tabled_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="tabled_items"
    )
    result = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    vote = models.CharField(max_length=200, blank=True)
    resolution_text = models.TextField(_("text of the decision"), blank=True)
    resolution_file = models.ForeignKey(
        File, null=True, blank=True, on_delete=models.SET_NULL, related_name="resolution_of"
    )
    files = models.ManyToManyField(File, blank=True, related_name="agenda_items")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta(CouncilObject.Meta):
        ordering = ["meeting", "number", "id"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            *CouncilObject.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "number"],
                condition=Q(source_id="", deleted_at=None),
                name="item_number_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "subject_kind", "subject_id"],
                condition=~Q(subject_kind="") & Q(deleted_at=None),
                name="subject_once_a_meeting",
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="item_subject")]

    def __str__(self) -> str:
        return self.title
