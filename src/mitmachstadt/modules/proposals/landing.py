"""What the rest of the house reads of this module: things to follow, kinds of hits, subjects of agenda items, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.proposals.actions.finding import KIND, path_of
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.modules.proposals.queries.listing import one
from mitmachstadt.modules.proposals.states import ANSWERED, OPEN
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.signals import agenda_entry_asked
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.problems import Problem, Refused
from mitmachstadt.spine.search.kinds import name_kind
from mitmachstadt.spine.talk.registry import Subject
from mitmachstadt.spine.talk.registry import register as register_subject
from mitmachstadt.spine.ui import subjects

LABEL = pgettext_lazy("agenda item", "Proposal")


def connect() -> None:
    """Makes them known; called when the module is ready."""
    name_kind(KIND, pgettext_lazy("kind of hit", "Proposals"))
    targets.register(KIND, _target)
    subjects.register(KIND, _links, seek=_seek)
    agenda_entry_asked.connect(_ask_agenda, dispatch_uid="proposals.asked")
    register_subject(Subject(kind=KIND, path_of=lambda case: path_of(case.number), is_open=_talk_is_open))
    register_pages("/vorschlaege/")


def _talk_is_open(case: Case) -> bool:
    """People talk from the release until the proposal has come to its end."""
    return case.state in (*OPEN, *ANSWERED, "asked_back")


def _target(number: str) -> targets.Target | None:
    """A proposal to follow."""
    found = one(number)
    return targets.Target(KIND, number, found.title, path_of(number), lang="de") if found else None


def _links(numbers: Sequence[str]) -> Mapping[str, subjects.Link]:
    """Public proposals by their number."""
    rows = Proposal.objects.public().filter(case__number__in=numbers).select_related("case")
    return {
        row.case.number: subjects.Link(LABEL, row.title, path_of(row.case.number), "bulb") for row in rows
    }


def _seek(text: str, most: int) -> list[subjects.Choice]:
    """Public proposals by number or name."""
    rows = Proposal.objects.public().filter(Q(case__number__icontains=text) | Q(title__icontains=text))
    rows = rows.select_related("case").order_by("case__number")[:most]
    return [subjects.Choice(KIND, row.case.number, row.title, LABEL) for row in rows]


def _ask_agenda(*, subject_kind: str, subject_id: str, **kwargs: Any) -> None:
    """Refuses an agenda item about a proposal that nobody outside reads yet."""
    if subject_kind == KIND and one(subject_id) is None:
        raise Refused(
            [Problem("subject", "unknown_proposal", _("There is no public proposal with this number."))]
        )
