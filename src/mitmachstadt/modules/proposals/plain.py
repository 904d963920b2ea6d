"""Proposals as texts that should exist in plain language."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.states import ANSWERED, OPEN
from mitmachstadt.spine.plain.registry import Row, Source, register, state


def texts() -> Any:
    """Public proposals that are still talked about."""
    outdated = Q(easy_words__lt=F("words"))
    return (
        Proposal.objects.public()
        .filter(case__state__in=(*OPEN, *ANSWERED, "asked_back"))
        .select_related("case")
        .annotate(
            plain_title=Concat("case__number", Value(" "), "title", output_field=CharField()),
            plain_state=state("easy_text", outdated),
        )
    )


def row(proposal: Proposal) -> Row:
    """One proposal at the desk."""
    path = reverse("proposals:desk-easy", args=[proposal.case.number])
    return Row(title=f"{proposal.case.number} {proposal.title}", path=path, text=proposal.easy_text)


register(Source("proposal", pgettext_lazy("kind of text", "Proposals"), texts, row))
