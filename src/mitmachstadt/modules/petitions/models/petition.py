"""A petition: what somebody asks of the council, who asks, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import District, Organisation


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Reads of petitions."""

    def public(self) -> PetitionQuerySet:
        """Admitted and not hidden; what is still being checked, refused or withdrawn stays between author and town."""
        return self.filter(case__public=True, case__hidden=False)

    def listed(self) -> PetitionQuerySet:
        """Public ones, and those withdrawn after they had been: the register goes on naming their numbers."""
        gone = models.Q(case__state="withdrawn", admitted_on__isnull=False)
        return self.filter(models.Q(case__public=True) | gone, case__hidden=False)


class Outcome(models.TextChoices):
    """What a body did with a petition; the last two send it on."""

    ACCEPTED = "accepted", pgettext_lazy("petition", "Followed")
    IN_PART = "in_part", pgettext_lazy("petition", "Followed in part")
    REJECTED = "rejected", pgettext_lazy("petition", "Not followed")
    NOTED = "noted", pgettext_lazy("petition", "Taken note of")
    REFERRED = "referred", pgettext_lazy("petition", "Sent to another body")
    POSTPONED = "postponed", pgettext_lazy("petition", "Put off to a later meeting")


class Ground(models.TextChoices):
    """Why a petition or a question can not be admitted; the words are the town's."""

    COMPETENCE = "competence", _("not a matter of the town")
    RESIDENCE = "residence", _("not living in the town long enough")
    FORM = "form", _("the form is missing")
    REPEAT = "repeat", _("repeated without anything new")
    INSULT = "insult", _("insulting or against the law")
    COURT = "court", _("before a court or another authority")
    PRIVATE = "private", _("only about a private matter")
    UNCLEAR = "unclear", _("it does not say what is wanted")
    LIMIT = "limit", _("more questions than one person may ask")


class Answer(models.TextChoices):
    """What the author says to the invitation."""

    NONE = "", pgettext_lazy("invitation", "no answer yet")
    COMES = "comes", pgettext_lazy("invitation", "comes and speaks")
    LISTENS = "listens", pgettext_lazy("invitation", "comes and listens")
    STAYS_AWAY = "away", pgettext_lazy("invitation", "does not come")


class Petition(models.Model):
    """One petition. Name and address are for the town alone, the name is shown only where the author wants it.

    `meeting_id` and `item_id` are numbers of the council, with day, place and words copied, so that the page needs no
    row of another module; 0 where nothing is on an agenda. `signed_on` is the day the signed paper came, where the
    rules of its day ask for one. `title_stays`: who withdrew it lets everybody go on reading its title.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="petition")
    title = models.CharField(_("title"), max_length=150)
    wish = models.TextField(_("what the town should do"))
    reason = models.TextField(_("why"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.SET_NULL, related_name="petitions"
    )
    author_name = models.CharField(max_length=150, blank=True)
    author_address = models.CharField(max_length=300, blank=True)
    name_public = models.BooleanField(default=False)
    resident_declared = models.BooleanField(default=False)
    by_letter = models.BooleanField(default=False)
    signed_on = models.DateField(null=True, blank=True)
    body = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="petitions"
    )
    admitted_on = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=20, choices=Ground.choices, blank=True)
    meeting_id = models.PositiveBigIntegerField(default=0)
    item_id = models.PositiveBigIntegerField(default=0)
    meeting_at = models.DateTimeField(null=True, blank=True)
    meeting_place = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)
    vote = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_reason = models.TextField(blank=True)
    outcome_by = models.CharField(max_length=200, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    title_stays = models.BooleanField(default=False)

    objects: ClassVar[Any] = PetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        """What everybody may read as its title: a withdrawn one has only its number, unless its author wants otherwise."""
        return self.short_title if self.case.state == "withdrawn" and not self.title_stays else self.title

    @property
    def short_title(self) -> str:
        """What stands in the place of a title that nobody may read."""
        return gettext("Petition %(number)s") % {"number": self.case.number}

    @property
    def title_open(self) -> bool:
        """Whether everybody may read its title now, on agendas and elsewhere."""
        withdrawn = self.case.state == "withdrawn"
        return not self.case.hidden and (self.title_stays if withdrawn else self.case.public)


class Signatory(models.Model):
    """Somebody who asks together with the author; never public, only their number is."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="signatories")
    name = models.CharField(max_length=150)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file of the author; shown to everybody only once the town released it with the petition."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="attachments")
    upload = models.OneToOneField("files.Upload", on_delete=models.CASCADE, related_name="petition")
    released = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return str(self.upload)
