"""A photo of a proposal, seen by everybody who sees the proposal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.models.proposal import Proposal
from mitmachstadt.spine.files.models import Upload


class Photo(models.Model):
    """One photo with the words of its upload; `place` counts from 0, the first one stands in lists."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="photos")
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="proposal_photo")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "id"]
        verbose_name = _("photo of a proposal")
        verbose_name_plural = _("photos of proposals")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "place"], name="one_proposal_photo_a_place"),
            models.CheckConstraint(condition=models.Q(place__lt=5), name="proposal_photos_are_five"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.place}"
