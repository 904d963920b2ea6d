"""Who writes a proposal together with its author: invited by mail, named once they have said yes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.models.proposal import Proposal

#: No town's rule can allow more.
MOST_PLACES = 10


class CoAuthorQuerySet(models.QuerySet["CoAuthor"]):
    """Reads of co-authors."""

    def joined(self) -> CoAuthorQuerySet:
        """Those who accepted."""
        return self.filter(user__isnull=False)


class CoAuthor(models.Model):
    """One place beside the author, first for an address that was invited, then for the account that accepted.

    `token_hash` belongs to the link of the invitation and is empty once it was used. `name` is the public name that the
    person chose when accepting. Leaving deletes the row.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="co_authors")
    place = models.PositiveSmallIntegerField()
    email = models.EmailField(blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True)
    invited_at = models.DateTimeField(default=timezone.now, db_index=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CoAuthorQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "place"], name="one_co_author_a_place"),
            models.UniqueConstraint(fields=["proposal", "user"], name="co_author_once"),
            models.UniqueConstraint(
                fields=["proposal", "email"], condition=~Q(email=""), name="co_author_invited_once"
            ),
            models.CheckConstraint(condition=Q(place__lt=MOST_PLACES), name="co_authors_are_few"),
            models.CheckConstraint(
                condition=(Q(user__isnull=True, joined_at__isnull=True) & ~Q(token_hash="") & ~Q(email=""))
                | Q(user__isnull=False, joined_at__isnull=False, email="", token_hash=""),
                name="co_author_invited_or_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.place}"
