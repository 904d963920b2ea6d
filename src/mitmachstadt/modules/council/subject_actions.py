"""An agenda item about something that is known by a number: a thing of another module, or a paper; and what it is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.actions import add_agenda_item, paper_day
from mitmachstadt.modules.council.models import AgendaItem, Meeting, Paper
from mitmachstadt.modules.council.paper_actions import keep_paper
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.queries.papers import kept_papers, paper_numbered
from mitmachstadt.modules.council.telling import item_path
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import entry_about, record_many
from mitmachstadt.spine.notify.actions import untell
from mitmachstadt.spine.problems import Problem, Refused
from mitmachstadt.spine.ui import subjects

PAPER = "paper"
LONGEST_TITLE = 1000


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
) -> AgendaItem:
    """A new item about what has the number `subject`; a paper that is new is kept with it. All or nothing.

    Raises:
        Refused: for an unknown number, for two papers at once, and as `add_agenda_item` and `keep_paper`.
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
    return add_agenda_item(
        meeting, title, by=by, paper=paper, exception_reason=exception_reason, subject_kind=thing.kind,
        subject_id=thing.id,
    )  # fmt: skip


@dataclass(frozen=True)
class Called:
    """The names of a thing on agendas: `full` with its title while everybody may read that, else `short`."""

    id: str
    title: str
    short: str
    full: str


@transaction.atomic
def call_subjects(kind: str, things: Sequence[Called], *, readable: bool) -> None:
    """Calls things by their title on agendas and in papers that belong to them, or takes it from there.

    While it may not be read an item bears the short name alone, since words of its own may tell as much; a paper keeps
    its own words around it. The number of questions does not grow with the things.
    """
    names = {thing.id: thing for thing in things}
    about = Q(subject_kind=kind, subject_id__in=names)
    items = list(AgendaItem.objects.filter(about).select_related("meeting__body"))
    of_papers: dict[int, set[str]] = defaultdict(set)
    for item in items:
        if item.paper_id is not None:
            of_papers[item.paper_id].add(item.subject_id)
    papers = list(Paper.objects.filter(about | Q(pk__in=of_papers)))
    new_items, new_papers = [], []
    for item in items:
        thing = names[item.subject_id]
        name = (thing.full if item.title == thing.short else item.title) if readable else thing.short
        if name != item.title:
            item.title = name
            new_items.append(item)
    for paper in papers:
        old = (paper.title, paper.summary)
        for key in of_papers[paper.pk] | ({paper.subject_id} & names.keys()):
            paper.title = _called(paper.title, names[key], readable)[:LONGEST_TITLE]
            paper.summary = _called(paper.summary, names[key], readable)
        if (paper.title, paper.summary) != old:
            new_papers.append(paper)
    AgendaItem.objects.bulk_update(new_items, ["title"])
    Paper.objects.bulk_update(new_papers, ["title", "summary"])
    touch(AgendaItem, [item.pk for item in new_items])
    touch(Paper, [paper.pk for paper in new_papers])
    record_many(
        entry_about(
            "agenda_item_changed", item.meeting, by=None, summary=f"{item.number}. {item.title}",
            public=item.meeting.public and item.public, sample=item.meeting.sample,
        )
        for item in new_items
    )  # fmt: skip
    record_many(
        entry_about("paper_changed", paper, by=None, public=paper.public, sample=paper.sample)
        for paper in new_papers
    )
    if not readable:
        untell([item_path(item) for item in items])
    findable.index_meetings({item.meeting_id for item in new_items})
    findable.index_papers(paper.pk for paper in new_papers)


def _called(text: str, thing: Called, readable: bool) -> str:
    """A text with the full name of a thing in the place of the short one, or the other way round."""
    full, short, title = (re.escape(name) for name in (thing.full, thing.short, thing.title))
    if readable:
        found = re.compile(rf"{full}|{short}(?!\w)")
        return found.sub(lambda _match: thing.full, text)
    return re.sub(rf"{full}|(?<!\w){title}(?!\w)", lambda _match: thing.short, text, flags=re.IGNORECASE)
