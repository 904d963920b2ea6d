"""What things of other modules are called on agendas and in papers: by their title while everybody may read it, else by their
number. Whatever repeats the title goes the same way: results, related papers, names of documents; and comes back as it was."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.models import AgendaItem, File, Paper
from mitmachstadt.modules.council.telling import item_path, paper_path
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.audit.actions import entry_about, record_many
from mitmachstadt.spine.notify.actions import untell

LONGEST_TITLE = 1000
#: In `imported` of a row: its words as they were before a title had to go, by thing and column.
CALLED = "called"
ITEM = ("title", "result", "resolution_text", "exception_reason")
PAPER = ("title", "summary")
FILE = ("name", "file_name")
Keys = dict[Any, set[str]]


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

    While it may not be read an item about it bears the short name alone, since words of its own may tell as much; all
    else keeps its own words around it. The number of questions does not grow with the things.
    """
    names = {thing.id: thing for thing in things}
    items, papers, files, own = _reached(kind, names)
    changed = {
        columns: [row for row, keys in found.items() if _rename(row, columns, keys, own, names, readable)]
        for columns, found in ((ITEM, items), (PAPER, papers), (FILE, files))
    }
    for model, columns in ((AgendaItem, ITEM), (Paper, PAPER), (File, FILE)):
        model.objects.bulk_update(changed[columns], [*columns, "imported"], batch_size=500)
        touch(model, [row.pk for row in changed[columns]])
    record_many(
        entry_about(
            "agenda_item_changed", item.meeting, by=None, summary=f"{item.number}. {item.title}",
            public=item.meeting.public and item.public, sample=item.meeting.sample,
        )
        for item in changed[ITEM]
    )  # fmt: skip
    record_many(
        entry_about("paper_changed", paper, by=None, public=paper.public, sample=paper.sample)
        for paper in changed[PAPER]
    )
    if not readable:
        untell([*(item_path(item) for item in items), *(paper_path(paper) for paper in changed[PAPER])])
    # what touched shows is found as it now is; a paper is found by the words of its items, too
    findable.index_papers({item.paper_id for item in changed[ITEM]} - {None})


def _reached(kind: str, names: Mapping[str, Called]) -> tuple[Keys, Keys, Keys, set[Any]]:
    """Items, papers and documents that may repeat a title, each with the things it is near; and those about one."""
    about = Q(subject_kind=kind, subject_id__in=names)
    items: Keys = {
        row: {row.subject_id} for row in AgendaItem.objects.filter(about).select_related("meeting__body")
    }
    near: dict[int, set[str]] = defaultdict(set)
    for item in items:
        near[item.paper_id].add(item.subject_id)
    for pk, key in Paper.objects.filter(about).values_list("pk", "subject_id"):
        near[pk].add(key)
    first = set(near) - {None}
    ties = Paper.related.through.objects.filter(from_paper__in=first).values_list("from_paper", "to_paper")
    for pk, other in list(ties):
        near[other] |= near[pk]
    near.pop(None, None)  # type: ignore[call-overload]
    papers: Keys = {row: near[row.pk] for row in Paper.objects.filter(pk__in=near)}
    own = {*items, *(row for row in papers if row.pk in first)}
    for row in AgendaItem.objects.filter(paper__in=near).select_related("meeting__body"):
        items.setdefault(row, near[row.paper_id])
    files: Keys = defaultdict(set)
    held = Q(main_of__in=near) | Q(papers__in=near)
    by_paper = File.objects.filter(held).values_list("pk", "main_of", "papers")
    keys_of: dict[int, set[str]] = defaultdict(set)
    for pk, *holders in by_paper:
        for holder in holders:
            keys_of[pk] |= near.get(holder, set())
    for file in File.objects.filter(pk__in=keys_of).defer("text"):
        files[file] = keys_of[file.pk]
    return items, papers, files, own


def _rename(
    row: Any,
    columns: Iterable[str],
    keys: set[str],
    own: set[Any],
    names: Mapping[str, Called],
    readable: bool,
) -> bool:
    """Sets the words of one row; True when they changed."""
    before, memory = [getattr(row, column) for column in columns], dict(row.imported.get(CALLED, {}))
    for key in sorted(keys & names.keys()):
        thing, kept = names[key], dict(memory.pop(key, {}))
        for column in columns:
            old = getattr(row, column)
            alone = (
                column == "title" and getattr(row, "subject_id", "") == key and isinstance(row, AgendaItem)
            )
            if not readable:
                new = thing.short if alone else _without(old, thing)
                if new != old:
                    kept[column] = old
            elif column in kept and old == (thing.short if alone else _without(kept[column], thing)):
                new = kept.pop(column)
            elif alone:
                new = thing.full if old == thing.short else old
            else:
                new = _with(old, thing) if row in own and column in PAPER else old
            setattr(row, column, new[:LONGEST_TITLE] if column == "title" else new)
        if kept and not readable:
            memory[key] = kept
    if before == [getattr(row, column) for column in columns]:
        return False
    row.imported = {name: value for name, value in row.imported.items() if name != CALLED}
    if memory:
        row.imported[CALLED] = memory
    return True


def _with(text: str, thing: Called) -> str:
    """The text with the full name in the place of the short one."""
    found = re.compile(rf"{re.escape(thing.full)}|{re.escape(thing.short)}(?!\w)")
    return found.sub(lambda _match: thing.full, text)


def _without(text: str, thing: Called) -> str:
    """The text with the short name wherever the full one or the title stands."""
    full, title = re.escape(thing.full), re.escape(thing.title)
    return re.sub(rf"{full}|(?<!\w){title}(?!\w)", lambda _match: thing.short, text, flags=re.IGNORECASE)
