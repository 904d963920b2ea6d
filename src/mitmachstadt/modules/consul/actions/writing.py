"""Carries over what was read: proposals, pages of the archive, comments, lines of timelines; each piece in a transaction.

Only records that differ from what was written are touched, so a process that dies goes on, and a second time nothing changes.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from mitmachstadt.modules.consul.actions import attaching, pages
from mitmachstadt.modules.consul.models import Author, Record, Run
from mitmachstadt.modules.consul.rules.facts import OFFICIAL, Names, of_proposal, thread_head
from mitmachstadt.modules.proposals import interface as proposals
from mitmachstadt.spine.audit.actions import record as log
from mitmachstadt.spine.cases.former import Line, write_lines
from mitmachstadt.spine.talk import former as talk

PIECE = 1_000
#: Proposals first, since the others hang on them; votes and budgets are only counted and named.
KINDS = (
    "proposal", "debate", "investment", "poll", "legislation", "suggestion", "comment", "notification", "milestone", "image",
    "document",
)  # fmt: skip
#: Files are looked through one by one, so that fewer of them are one piece.
PIECES = {"image": 10, "document": 10}
#: What comments hang on, by its name in the source.
SUBJECTS = {
    "Proposal": "proposal", "Debate": "debate", "Budget::Investment": "investment", "BudgetInvestment": "investment",
    "Poll": "poll", "Legislation::Process": "legislation", "Legislation::Proposal": "suggestion",
}  # fmt: skip


@dataclass
class Context:
    """What every piece needs: the run, whose names mean what, single votes counted, from which day on votes go on here, and
    the folder in which the files of the former platform lie."""

    run: Run
    names: Names
    votes: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    open_since: date | None = None
    folder: Path | None = None
    _targets: dict[str, dict[int, str]] = field(default_factory=dict)

    def targets(self, kind: str) -> dict[int, str]:
        """Numbers here by number there."""
        if kind not in self._targets:
            rows = Record.objects.filter(source=self.run.source_id, kind=kind).exclude(target="")
            self._targets[kind] = dict(rows.values_list("old_id", "target"))
        return self._targets[kind]

    def target(self, on: str, on_id: Any) -> str:
        """The number here of what something hangs on, "" where that is not here."""
        kind = SUBJECTS.get(on)
        return self.targets(kind).get(on_id, "") if kind and isinstance(on_id, int) else ""


def waiting(run: Run, kind: str) -> Any:
    """Records of a kind that differ from what was written, in the order in which they were made there."""
    rows = Record.objects.filter(source=run.source_id, kind=kind, gone_at__isnull=True)
    return rows.exclude(written=F("digest")).order_by("old_id")


def write(context: Context, step: Callable[[], None] | None = None) -> Iterator[tuple[str, int, int]]:
    """Writes everything that waits; yields kind, how many are done, and how many there were."""
    for kind in KINDS:
        total, done, last = waiting(context.run, kind).count(), 0, 0
        piece = PIECES.get(kind, PIECE)
        while rows := list(waiting(context.run, kind).filter(old_id__gt=last)[:piece]):
            with transaction.atomic():
                WRITERS[kind](context, rows)
                if step:
                    step()
            last, done = rows[-1].old_id, done + len(rows)
            yield kind, done, total


def votes_of(run: Run) -> dict[tuple[str, int], tuple[int, int]]:
    """Single votes counted, for and against, by what they are on; empty where the source gives none."""
    found: dict[tuple[str, int], list[int]] = {}
    rows = Record.objects.filter(source=run.source_id, kind="vote", gone_at__isnull=True)
    for on, on_id, up in rows.values_list("data__on", "data__on_id", "data__up").iterator(5_000):
        if isinstance(on_id, int):
            found.setdefault((on, on_id), [0, 0])[0 if up else 1] += 1
    return {key: (up, down) for key, (up, down) in found.items()}


def count_again(run: Run, votes: dict[tuple[str, int], tuple[int, int]]) -> int:
    """Proposals whose single votes changed are written again; returns how many."""
    rows = Record.objects.filter(source=run.source_id, kind="proposal", written=F("digest"))
    changed = [
        pk
        for pk, old_id, kept in rows.values_list("pk", "old_id", "kept").iterator(2_000)
        if list(votes.get(("Proposal", old_id), ())) != (kept.get("votes") or [])
    ]
    for start in range(0, len(changed), PIECE):
        Record.objects.filter(pk__in=changed[start : start + PIECE]).update(written="")
    return len(changed)


def key_of(row: Record) -> str:
    """Which thing of which platform it is, for ever."""
    return f"consul:{row.source_id}:{row.kind}:{row.old_id}"


def at_of(row: Record) -> datetime:
    """Its moment; where the source says none, that of the reading, so that nothing is made up."""
    return datetime.fromisoformat(row.data["at"]) if row.data.get("at") else timezone.now()


def names_of(context: Context, rows: list[Record]) -> dict[int, str]:
    """Names of authors by their number there; who left or wants none has none."""
    found = Author.objects.filter(
        source=context.run.source_id, old_id__in={row.author_id for row in rows if row.author_id}
    )
    return dict(found.values_list("old_id", "name"))


def _kept(rows: list[Record]) -> None:
    for row in rows:
        row.written = row.digest
    # Whole rows are put in their place: an update that names each of a thousand rows is long to build and to read.
    Record.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["written", "target", "kept"],
        batch_size=PIECE,
    )


def _proposals(context: Context, rows: list[Record]) -> None:
    names = names_of(context, rows)
    made = [_proposal(context, row, names.get(row.author_id or 0, "")) for row in rows]
    found, stayed = proposals.take_over(made)
    proposals.release([row.target for row in rows if row.target and row.author_id is None], "", None)
    for row, one in zip(rows, made, strict=True):
        row.target = found[one.key]
        if row.target not in stayed:
            row.kept = {"title": one.title, "text": one.text}
        row.kept["votes"] = list(context.votes.get(("Proposal", row.old_id), ()))
    _kept(rows)
    context.targets("proposal").update({row.old_id: row.target for row in rows})
    log("consul.proposals", context.run, by=None, summary=f"{len(rows)} Vorschläge übernommen", public=False)


def _proposal(context: Context, row: Record, name: str) -> proposals.FormerProposal:
    data = row.data
    counted = context.votes.get(("Proposal", row.old_id))
    at = at_of(row)
    return proposals.FormerProposal(
        key=key_of(row), title=data.get("title") or "Ohne Titel", text=data.get("text") or data.get("title") or "–", at=at,
        source=context.run.source.name, name=name, number=row.target,
        before=(row.kept.get("title", ""), row.kept.get("text", "")),
        district=context.names.district_of(data.get("geozone") or ""),
        topic=context.names.topic_of(data.get("tags") or ()), label=data.get("label") or "", lat=data.get("lat"),
        lon=data.get("lon"), up=data.get("up"), down=data.get("down"), counted_up=counted[0] if counted else None,
        counted_down=counted[1] if counted else None, facts=tuple(of_proposal(data, day_of(data.get("retired_at")))),
        open=context.open_since is not None and not data.get("retired_at") and timezone.localdate(at) >= context.open_since,
    )  # fmt: skip


def day_of(moment: str | None) -> str:
    """A moment as a German day, "" for none."""
    if not moment:
        return ""
    with override("de"):
        return date_format(timezone.localdate(datetime.fromisoformat(moment)), "j. F Y")


def _pages(context: Context, rows: list[Record]) -> None:
    budgets = dict(
        Record.objects.filter(source=context.run.source_id, kind="budget").values_list(
            "old_id", "data__title"
        )
    )
    names = names_of(context, rows)
    made = [
        pages.Former(
            key=key_of(row), sort=row.kind, number=row.target, at=at_of(row), dated=bool(row.data.get("at")),
            name=names.get(row.author_id or 0, ""), data=row.data, budget=budgets.get(row.data.get("budget"), ""),
            before=(row.kept.get("title", ""), row.kept.get("text", "")),
        )
        for row in rows
    ]  # fmt: skip
    found, stayed = pages.take_over(made)
    pages.release([row.target for row in rows if row.target and row.author_id is None], "", None)
    for row, one in zip(rows, made, strict=True):
        row.target = found[one.key]
        if row.target not in stayed:
            row.kept = {"title": one.title, "text": one.text}
    _kept(rows)
    context.targets(rows[0].kind).update({row.old_id: row.target for row in rows})
    log("consul.pages", context.run, by=None, summary=f"{len(rows)} Seiten des Archivs übernommen")


def _comments(context: Context, rows: list[Record]) -> None:
    """In the order of their numbers, so that a head is written before its answers, at the latest in the same piece."""
    heads, names = context.targets("comment"), names_of(context, rows)
    new = [row for row in rows if not row.target and row.data.get("text")]
    here = {row.old_id: "" for row in new}
    there = ChainMap(here, heads)
    answers = [row for row in new if thread_head(row.data["ancestry"], there)]
    answering = {row.old_id for row in answers}
    first = [row for row in new if row.old_id not in answering]
    touched: set[str] = set()
    for part in (first, answers):
        made = [
            one for row in part if (one := _comment(context, row, names.get(row.author_id or 0, ""), heads))
        ]
        found = talk.take_over(made)
        touched |= {one.about for one in made}
        for row in part:
            row.target = found.get(key_of(row), "")
            if row.target:
                row.kept, heads[row.old_id] = {"text": row.data["text"]}, row.target
    changed = [
        row for row in rows if row.target and row.kept.get("text", row.data["text"]) != row.data["text"]
    ]
    talk.release([row.target for row in rows if row.target and row.author_id is None and row.kept], "", None)
    stayed = talk.change([(row.target, row.kept["text"], row.data["text"]) for row in changed])
    for row in changed:
        if row.target not in stayed:
            row.kept = {"text": row.data["text"]}
    talk.count_many(touched)
    # What hangs on nothing here waits: with the tables of the database it may come.
    _kept([row for row in rows if row.target or not row.data.get("text")])
    if touched or changed:
        log(
            "consul.comments",
            context.run,
            by=None,
            summary=f"{len(new) + len(changed)} Kommentare übernommen",
        )


def _comment(context: Context, row: Record, name: str, heads: dict[int, str]) -> talk.FormerComment | None:
    about = context.target(row.data.get("on", ""), row.data.get("on_id"))
    head = thread_head(row.data["ancestry"], heads)
    if not about:
        return None
    return talk.FormerComment(
        key=key_of(row),
        about=about,
        text=row.data["text"],
        name=name,
        at=at_of(row),
        parent=heads.get(head, ""),
        organisation=OFFICIAL.get(row.data.get("official", ""), ""),
    )


def _lines(context: Context, rows: list[Record]) -> None:
    there = [(row, number) for row in rows if (number := context.target(row.data["on"], row.data["on_id"]))]
    ids = write_lines(
        [
            Line(
                number=number, at=at_of(row), event=int(row.target or 0),
                text="\n\n".join(one for one in (row.data.get("title"), row.data.get("text")) if one),
            )
            for row, number in there
        ]
    )  # fmt: skip
    for (row, _number), event in zip(there, ids, strict=True):
        row.target = str(event) if event else ""
    _kept([row for row, _number in there if row.target])
    if there:
        log("consul.lines", context.run, by=None, summary=f"{len(there)} Zeilen im Verlauf übernommen")


def _files(context: Context, rows: list[Record]) -> None:
    """What was not found or is refused waits, so that a later reading with another folder finds it."""
    for row in rows:
        number = context.target(row.data["on"], row.data["on_id"])
        if number:
            attaching.attach(row, number, context.folder, key_of(row))
    _kept([row for row in rows if row.target and not row.kept.get("problem")])
    waits = [row for row in rows if not row.target or row.kept.get("problem")]
    Record.objects.bulk_update(waits, ["kept"], batch_size=PIECE)


WRITERS: dict[str, Callable[[Context, list[Record]], None]] = {
    "proposal": _proposals, "debate": _pages, "investment": _pages, "poll": _pages, "legislation": _pages,
    "suggestion": _pages, "comment": _comments, "notification": _lines, "milestone": _lines, "image": _files,
    "document": _files,
}  # fmt: skip
