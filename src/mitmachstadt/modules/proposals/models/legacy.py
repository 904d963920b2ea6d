"""What a proposal brought from a former system: its votes there, counted by nobody here, and facts that have no other room."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.models.proposal import Proposal


class Legacy(models.Model):
    """Votes and facts of the former system.

    `up` and `down` are the numbers that it showed, None where it gave none; `counted_up` and `counted_down` are counted
    from its single votes where it gave those. None of them ever enters `Proposal.up`, `Proposal.down` or the log of votes.
    `closed`: nobody votes on it here. `facts` are pairs of name and words, `gone_on` the day on which the former system
    had it no longer.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="legacy")
    source = models.CharField(_("former system"), max_length=200)
    closed = models.BooleanField(default=True)
    up = models.PositiveIntegerField(null=True, blank=True)
    down = models.PositiveIntegerField(null=True, blank=True)
    counted_up = models.PositiveIntegerField(null=True, blank=True)
    counted_down = models.PositiveIntegerField(null=True, blank=True)
    facts = models.JSONField(default=list, blank=True)
    gone_on = models.DateField(null=True, blank=True)
    taken_over_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("proposal of a former system")
        verbose_name_plural = _("proposals of a former system")

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.source}"

    @property
    def differs(self) -> bool:
        """True where the single votes give other numbers than the former system showed."""
        return self.counted_up is not None and (
            self.counted_up != self.up or (self.down is not None and self.counted_down != self.down)
        )
