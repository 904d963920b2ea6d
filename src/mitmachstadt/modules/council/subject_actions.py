"""An agenda item about something that is known by a number: a thing of another module, or a paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.council.actions import add_agenda_item, paper_day
from mitmachstadt.modules.council.item_actions import change_item
from mitmachstadt.modules.council.models import AgendaItem, Meeting, Paper
from mitmachstadt.modules.council.paper_actions import keep_paper
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.queries.papers import kept_papers, paper_numbered
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Problem, Refused
from mitmachstadt.spine.ui import subjects

PAPER = "paper"


@dataclass(frozen=True)
class About:
    """What an item is about; `title` is empty while nobody outside may read it."""

    kind: str = ""
    id: str = ""
    paper: Paper | None = None
    title: str = ""


def about(number: str) -> About:
    """The thing or paper with this number; nothing for an empty one.

    Raises `Refused` for a number that nobody knows.
    """
    if not number.strip():
        return About()
    thing = subjects.numbered(number)
    if thing is not None:
        link = subjects.links([(thing.kind, thing.id)]).get((thing.kind, thing.id))
        return About(thing.kind, thing.id, title=link.title if link else "")
    paper = paper_numbered(number)
    if paper is not None:
        return About(paper=paper, title=paper.title if paper.public else "")
    sentence = format_lazy(
        _("Nothing has the number “{number}”. Please choose from what is offered, or leave the field empty."),
        number=number.strip(),
    )
    raise Refused([Problem("subject", "unknown_subject", sentence)])


def choices(text: str, *, papers_only: bool = False, most: int = 6) -> list[subjects.Choice]:
    """What fits the words: things of other modules and papers, the papers with their number as id."""
    words = text.strip()
    if not words:
        return []
    found = [] if papers_only else subjects.choices(words, 4)
    rows = (
        kept_papers().filter(Q(reference__icontains=words) | Q(title__icontains=words)).exclude(reference="")
    )
    label = pgettext_lazy("agenda", "Paper")
    papers = [
        subjects.Choice(PAPER, row.reference, row.title, label)
        for row in rows.order_by("-date", "-pk")[:most]
    ]
    return [*found, *papers]


@transaction.atomic
def add_item_about(
    meeting: Meeting,
    *,
    by: User,
    subject: str = "",
    title: str = "",
    paper_reference: str = "",
    exception_reason: str = "",
    tabled_by: Organisation | None = None,
) -> AgendaItem:
    """A new item about what has the number `subject`; a paper that is new is kept with it. All or nothing.

    `tabled_by` is the board that puts it there by its own right.

    Raises:
        Refused: for an unknown number, for two papers at once, for a board without the right, and as `add_agenda_item`
            and `keep_paper`.
    """
    refuse_stranger(by)
    thing = about(subject)
    title, paper = title.strip() or thing.title, thing.paper
    if paper_reference.strip():
        if paper is not None and paper.reference != paper_reference.strip():
            sentence = _("An item has one paper. Please give its number only once.")
            raise Refused([Problem("paper_reference", "two_papers", sentence)])
        if title:
            day = paper_day(meeting)
            paper = keep_paper(paper_reference, title, by=by, day=day, sample=meeting.sample)
    item = add_agenda_item(
        meeting, title, by=by, paper=paper, exception_reason=exception_reason, subject_kind=thing.kind,
        subject_id=thing.id,
    )  # fmt: skip
    if tabled_by is None:
        return item
    return change_item(
        item,
        by=by,
        title=item.title,
        label=item.label,
        public=item.public,
        tabled_by=tabled_by,
        number=item.number,
    )
