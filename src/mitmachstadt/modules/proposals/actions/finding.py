"""Where a proposal is found: its address, and its entry in the search of the house."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.queries.writers import whole_text
from mitmachstadt.spine.cases.usual import short_title
from mitmachstadt.spine.search.actions import Entry, index_entries, remove_entries

KIND = "proposal"


def path_of(number: str) -> str:
    """The German address, whatever language the writer's page had."""
    with override(settings.LANGUAGE_CODE):
        return reverse("proposals:detail", args=[number])


def index(proposals: list[Proposal]) -> None:
    """Brings the search into step: public proposals stand in it with their answer, others do not."""
    shown = [one for one in proposals if one.case.public and not one.case.hidden]
    there = {one.pk for one in shown}
    remove_entries(KIND, [one.case.number for one in proposals if one.pk not in there])
    index_entries(
        Entry(
            kind=KIND,
            object_id=one.case.number,
            title=one.title,
            summary=short_title(one.text) or one.title,
            text=f"{whole_text(one) if one.words > 1 else one.text}\n{one.label}\n{one.answer}",
            url=path_of(one.case.number),
            districts=(one.district.slug,) if one.district else (),
            topics=(one.topic.slug,) if one.topic else (),
            date=timezone.localdate(one.released_at) if one.released_at else None,
        )
        for one in shown
    )
