"""What other rooms know of texts under consultation by name: in the search, to follow, and in the list of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.drafts import queries
from mitmachstadt.modules.drafts.actions import KIND
from mitmachstadt.modules.drafts.comments import KIND as COMMENT
from mitmachstadt.modules.drafts.models import Draft
from mitmachstadt.spine.city.signals import agenda_entry_asked
from mitmachstadt.spine.notify import targets
from mitmachstadt.spine.opendata.sitemap import register_pages
from mitmachstadt.spine.problems import Problem, Refused
from mitmachstadt.spine.search.kinds import name_kind
from mitmachstadt.spine.ui import subjects


def connect() -> None:
    """Makes the names known; called when the module is ready."""
    name_kind(KIND, pgettext_lazy("kind of hit", "Texts to write together"))
    name_kind(COMMENT, pgettext_lazy("kind of hit", "Comments on texts"))
    targets.register(KIND, target)
    subjects.register(KIND, draft_links, seek=seek_drafts)
    agenda_entry_asked.connect(ask_agenda, dispatch_uid="drafts.asked")
    register_pages("/entwuerfe/")


def target(number: str) -> targets.Target | None:
    """A text to follow."""
    found = queries.public_draft(number)
    return targets.Target(KIND, number, found.title, found.get_absolute_url(), lang="de") if found else None


LABEL = pgettext_lazy("agenda item", "Text")


def draft_links(numbers: Sequence[str]) -> Mapping[str, subjects.Link]:
    """Public texts by their number."""
    found = Draft.objects.public().filter(number__in=numbers)
    return {row.number: subjects.Link(LABEL, row.title, row.get_absolute_url(), "pencil") for row in found}


def seek_drafts(text: str, most: int) -> list[subjects.Choice]:
    """Public texts by number or title."""
    found = Draft.objects.public().filter(Q(number__icontains=text) | Q(title__icontains=text))
    return [subjects.Choice(KIND, row.number, row.title, LABEL) for row in found.order_by("number")[:most]]


def ask_agenda(*, subject_kind: str, subject_id: str, **kwargs: Any) -> None:
    """Refuses an agenda item about a text that nobody outside reads yet."""
    if subject_kind == KIND and queries.public_draft(subject_id) is None:
        raise Refused([Problem("subject", "unknown_text", _("There is no public text with this number."))])
