"""Bodies, the people in them, and what a board may do in a committee it does not belong to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council.models.base import CouncilObject
from mitmachstadt.modules.council.models.places import Location, Municipality
from mitmachstadt.spine.city.models import Organisation


class BodyProfile(CouncilObject):
    """What the council adds to an organisation of the town: committee, board, parliamentary group (OParl: Organization)."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="council")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.CASCADE, related_name="bodies"
    )
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    organisation_type = models.CharField(max_length=100, blank=True)
    classification = models.CharField(_("classification"), max_length=100, blank=True)
    mandate = models.TextField(_("mandate"), blank=True)
    posts = models.JSONField(default=list, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    website = models.URLField(max_length=500, blank=True)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="organizations"
    )
    member_count = models.PositiveIntegerField(null=True, blank=True)
    voting_member_count = models.PositiveIntegerField(null=True, blank=True)
    on_start_page = models.BooleanField(_("shown on the start page"), default=False)

    class Meta(CouncilObject.Meta):
        ordering = ["organisation__name"]
        verbose_name = _("body")
        verbose_name_plural = _("bodies")

    def __str__(self) -> str:
        return str(self.organisation)


class TablingRight(models.Model):
    """The right of a board to table items in a committee it is no member of, and to speak on them; a dated record."""

    board = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="tabling_rights")
    committee = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="tabled_by_boards")
    may_speak = models.BooleanField(_("may speak on it"), default=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.TextField(_("source"))

    class Meta:
        ordering = ["board", "committee", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["board", "committee", "valid_from"], name="tabling_right_once")
        ]

    def __str__(self) -> str:
        return f"{self.board} → {self.committee}"


class Person(CouncilObject):
    """Somebody with a seat or an office, by name; no private address, telephone or mail is kept."""

    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.CASCADE, related_name="persons"
    )
    name = models.CharField(_("name"), max_length=300)
    family_name = models.CharField(max_length=150, blank=True)
    given_name = models.CharField(max_length=150, blank=True)
    form_of_address = models.CharField(max_length=50, blank=True)
    affix = models.CharField(max_length=100, blank=True)
    titles = models.JSONField(default=list, blank=True)
    gender = models.CharField(max_length=50, blank=True)
    offices = models.JSONField(default=list, blank=True)
    office_email = models.EmailField(_("official e-mail"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="council_person",
    )

    class Meta(CouncilObject.Meta):
        ordering = ["family_name", "name", "id"]
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.name


class Membership(CouncilObject):
    """A seat of a person in a body, for some time."""

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=200, blank=True)
    voting_right = models.BooleanField(_("may vote"), null=True, blank=True)
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)
    on_behalf_of = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="sent_members"
    )

    class Meta(CouncilObject.Meta):
        ordering = ["id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *CouncilObject.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(source_id="") | Q(person__isnull=False, organisation__isnull=False),
                name="own_membership_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"
