"""Council papers, the chain of their consultations, and the places they name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council.models.base import CouncilObject
from mitmachstadt.modules.council.models.files import File
from mitmachstadt.modules.council.models.meetings import AgendaItem, Meeting
from mitmachstadt.modules.council.models.people import Person
from mitmachstadt.modules.council.models.places import Location, Municipality
from mitmachstadt.spine.city.models import District, Organisation, Topic


class Paper(CouncilObject):
    """A council paper. Our own have a reference of their own and are public once they are released."""

    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.CASCADE, related_name="papers"
    )
    reference = models.CharField(_("reference"), max_length=100, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=1000)
    paper_type = models.CharField(_("kind"), max_length=200, blank=True, db_index=True)
    date = models.DateField(_("date"), null=True, blank=True, db_index=True)
    url = models.URLField(blank=True)
    summary = models.TextField(_("in short"), blank=True)
    main_file = models.ForeignKey(
        File, null=True, blank=True, on_delete=models.SET_NULL, related_name="main_of"
    )
    files = models.ManyToManyField(File, blank=True, related_name="papers")
    locations = models.ManyToManyField(Location, blank=True, related_name="papers")
    originator_persons = models.ManyToManyField(Person, blank=True, related_name="papers")
    originators = models.ManyToManyField(Organisation, blank=True, related_name="council_papers")
    departments = models.ManyToManyField(Organisation, blank=True, related_name="directed_papers")
    topics = models.ManyToManyField(Topic, blank=True, related_name="council_papers")
    related = models.ManyToManyField("self", blank=True)
    parents = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="children")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    #: Filled by the questions to papers: it waits on the agenda of a meeting to come.
    waits: bool = False

    class Meta(CouncilObject.Meta):
        ordering = ["-date", "-reference", "-id"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            *CouncilObject.Meta.constraints,
            models.UniqueConstraint(
                fields=["reference"], condition=Q(source_id="") & ~Q(reference=""), name="own_reference_once"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="paper_subject"),
            models.Index(fields=["id"], condition=Q(public=True, deleted_at=None), name="paper_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}" if self.reference else self.title


class Consultation(CouncilObject):
    """One station of a paper: a body deals with it, at an agenda item where that is known already."""

    paper = models.ForeignKey(
        Paper, null=True, blank=True, on_delete=models.CASCADE, related_name="consultations"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="consultations"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="consultations"
    )
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="consultations")
    authoritative = models.BooleanField(_("decides"), null=True, blank=True)
    role = models.CharField(_("role"), max_length=200, blank=True)

    class Meta(CouncilObject.Meta):
        ordering = ["id"]
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")

    def __str__(self) -> str:
        return f"{self.paper} – {self.role}"


class PaperPlace(models.Model):
    """A street or district named in a paper; found by a machine unless somebody confirmed it."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(max_length=200)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    confirmed = models.BooleanField(_("confirmed"), default=False)
    rejected = models.BooleanField(_("wrong"), default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["paper", "name"], name="paper_place_once")]

    def __str__(self) -> str:
        return self.name
