"""Links whose other end comes later, or never: kept, carried out when both ends are here, and filled up with stubs at last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mitmachstadt.modules.council.importers.oparl import special
from mitmachstadt.modules.council.importers.oparl.joining import MEMORY
from mitmachstadt.modules.council.importers.oparl.reading import Edge, Record
from mitmachstadt.modules.council.importers.oparl.shapes import MANY, SHAPES
from mitmachstadt.modules.council.importers.oparl.tables import (
    CHUNK,
    TABLES,
    Changes,
    Context,
    add_pairs,
    chunks,
    numbers_of,
    rows_of,
)
from mitmachstadt.modules.council.models import AgendaItem, Consultation, Meeting, Municipality, PendingLink
from mitmachstadt.spine.city.merging import renew

NAMELESS = "#meeting"
#: Documents that a meeting, paper or item holds in a place of their own are not among its further ones.
PLACES = ("main_file_id", "invitation_id", "minutes_id", "verbatim_minutes_id", "resolution_file_id")
#: Types of which a row without a name may stand for something that could not be read; it is never public.
STUBS = ("Paper", "Meeting", "AgendaItem", "File", "Person", "Location")


def own_municipality() -> int:
    """The town itself."""
    found = Municipality.objects.filter(own=True).first()
    return int((found or Municipality.objects.create(own=True, name=special.words_for("title"))).pk)


def keep_pending(
    kind: str, records: Sequence[Record], ends: Mapping[str, Mapping[str, int]], context: Context
) -> None:
    """Notes which links of these records lead nowhere yet, and forgets those the records no longer name."""
    targets = {link.column: link.kind for link in SHAPES[kind].links.values() if not link.back}
    wanted: dict[tuple[str, str, str], PendingLink] = {}
    for record in records:
        named = [(column, url) for column, url in record.one.items() if url]
        named += [(column, url) for column, urls in record.many.items() for url in urls]
        for column, url in named:
            if url not in ends.get(targets[column], {}):
                wanted[record.url, column, url] = PendingLink(
                    source=context.source, holder_kind=kind, holder=record.url, column=column,
                    target_kind=targets[column], target=url,
                )  # fmt: skip
    known = set()
    for some in chunks({record.url for record in records}):
        for pk, *key in PendingLink.objects.filter(holder__in=some, weak=False, tried_at=None).values_list(
            "pk", "holder", "column", "target"
        ):
            known.add((pk, tuple(key)))
    stale = [pk for pk, key in known if key not in wanted]
    if stale:
        PendingLink.objects.filter(pk__in=stale).delete()
    present = {key for _, key in known}
    _insert(link for key, link in wanted.items() if key not in present)


def _insert(links: Iterable[PendingLink]) -> None:
    PendingLink.objects.bulk_create(links, ignore_conflicts=True, batch_size=CHUNK)


def keep_edges(edges: Sequence[Edge], context: Context, changes: Changes) -> None:
    """Carries out what objects say of each other, as far as both are here; the rest waits."""
    waiting = tie_late([_key(edge) for edge in edges], context, changes, weak=True)
    _insert(
        PendingLink(
            source=context.source, holder_kind=kind, holder=holder, column=column, target_kind=target_kind,
            target=target, weak=True,
        )
        for kind, holder, column, target_kind, target in waiting
    )  # fmt: skip


Key = tuple[str, str, str, str, str]


def _key(edge: Edge | PendingLink) -> Key:
    return edge.holder_kind, edge.holder, edge.column, edge.target_kind, edge.target


def tie_late(keys: Sequence[Key], context: Context, changes: Changes, *, weak: bool) -> list[Key]:
    """Carries out the links whose two ends are here; returns those that have to wait."""
    if not keys:
        return []
    holders, targets = defaultdict(set), defaultdict(set)
    for kind, holder, _column, target_kind, target in keys:
        holders[kind].add(holder)
        targets[target_kind].add(target)
    rows = {kind: rows_of(kind, urls) for kind, urls in holders.items()}
    numbers = {kind: numbers_of(kind, urls) for kind, urls in targets.items()}
    waiting: list[Key] = []
    changed: dict[tuple[str, int], set[str]] = defaultdict(set)
    for key in keys:
        kind, holder, column, target_kind, target = key
        row, number = rows[kind].get(holder), numbers[target_kind].get(target)
        if row is None or number is None:
            waiting.append(key)
        else:
            changed[kind, row.pk] |= _tie(kind, row, column, number, weak=weak)
    if not context.first:
        for kind in rows:
            changes.tie(
                TABLES[kind], {pk for (one, pk), columns in changed.items() if one == kind and columns}
            )
    for (kind, pk), columns in changed.items():
        if columns:
            row = next(one for one in rows[kind].values() if one.pk == pk)
            row.modified_at = context.now
            row.save(update_fields=[*columns, "modified_at"])
            if pk not in changes.created[TABLES[kind]]:
                changes.changed[TABLES[kind]].add(pk)
    return waiting


def _tie(kind: str, row: Any, column: str, number: int, *, weak: bool) -> set[str]:
    """Sets one link on a row; returns the columns to be saved. What people untied stays untied."""
    if (kind, column) == ("Organization", "parent"):
        organisation = row.organisation
        if number != organisation.pk and not special.is_above(number, organisation.pk):
            changed = renew(organisation, {"parent_id": number}, memory=MEMORY)
            if changed:
                organisation.save(update_fields=list(changed))
        return set()
    if (kind, column) == ("Meeting", "more_bodies") and row.body.key == special.UNKNOWN_BODY:
        return renew(row, {"body_id": number}, memory=MEMORY)
    if column in MANY:
        return _tie_one_more(row, column, number, weak=weak)
    if not weak:
        return renew(row, {f"{column}_id": number}, memory=MEMORY)
    memory = row.imported.get(MEMORY, {})
    open_end = getattr(row, f"{column}_id") is None or (
        column == "meeting" and row.meeting.source_id.endswith(NAMELESS)
    )
    if not open_end or memory.get(f"+{column}") == number:
        return set()
    setattr(row, f"{column}_id", number)
    row.imported = {**row.imported, MEMORY: {**memory, f"+{column}": number}}
    return {f"{column}_id", "imported"}


def _tie_one_more(row: Any, column: str, number: int, *, weak: bool) -> set[str]:
    memory = row.imported.get(MEMORY, {})
    name = f"+{column}" if weak else column
    known = memory.get(name, [])
    if number in known or (weak and number in memory.get(column, [])):
        return set()
    if weak and column == "files" and number in {getattr(row, place, None) for place in PLACES}:
        return set()
    if column == "more_bodies" and number == row.body_id:
        return set()
    add_pairs(type(row), column, [(row.pk, number)])
    row.imported = {**row.imported, MEMORY: {**memory, name: sorted([*known, number])}}
    return {"imported"}


def resolve(context: Context, changes: Changes, after: int = 0) -> int:
    """Carries out the next 500 waiting links behind number `after`; returns the last number seen, 0 at the end."""
    rows = list(PendingLink.objects.filter(source=context.source, pk__gt=after).order_by("pk")[:CHUNK])
    for weak in (False, True):
        some = [row for row in rows if row.weak == weak]
        waiting = set(tie_late([_key(row) for row in some], context, changes, weak=weak))
        done = [row for row in some if _key(row) not in waiting]
        stubs = _stubs(done)
        PendingLink.objects.filter(pk__in=[row.pk for row in done if row.target not in stubs]).delete()
    name_papers(changes.written(Consultation), context, changes)
    return rows[-1].pk if rows else 0


def _stubs(rows: Iterable[PendingLink]) -> set[str]:
    """Which of these links lead to a row that still stands for something unread; they keep waiting."""
    found: set[str] = set()
    by_kind = defaultdict(set)
    for row in rows:
        by_kind[row.target_kind].add(row.target)
    for kind, urls in by_kind.items():
        for some in chunks(urls):
            stubs = TABLES[kind].objects.filter(source_id__in=some, stub=True)
            found.update(stubs.values_list("source_id", flat=True))
    return found


def name_papers(consultations: Iterable[int], context: Context, changes: Changes) -> None:
    """An item without a paper gets that of its consultation; OParl knows the way only through it."""
    for some in chunks(consultations):
        found = Consultation.objects.filter(
            pk__in=some,
            paper__isnull=False,
            agenda_item__isnull=False,
            agenda_item__paper=None,
            deleted_at=None,
        )
        for station in found.select_related("agenda_item").order_by("pk"):
            item = station.agenda_item
            if item is None or item.paper_id is not None or station.paper_id is None:
                continue
            changed = _tie("AgendaItem", item, "paper", station.paper_id, weak=True)
            if changed:
                item.modified_at = context.now
                item.save(update_fields=[*changed, "modified_at"])
                if item.pk not in changes.created[AgendaItem]:
                    changes.changed[AgendaItem].add(item.pk)


def stub_meetings(
    records: Sequence[Record], ends: dict[str, dict[str, int]], context: Context, changes: Changes
) -> None:
    """An item can not be without a meeting: one that is not here yet is held open by a row that nobody sees."""
    known = ends.setdefault("Meeting", {})
    stored = numbers_of("AgendaItem", (record.url for record in records))
    wanted: list[str] = []
    for record in records:
        url = record.one.get("meeting")
        if url is None and record.url not in stored:
            context.remark("missing", "AgendaItem", record.url, "meeting")
            url = record.one["meeting"] = record.url[: 500 - len(NAMELESS)] + NAMELESS
        if url is not None and url not in known:
            wanted.append(url)
    if wanted:
        body = special.unknown_body()
        rows = [Meeting(source_id=url, stub=True, public=False, body=body) for url in dict.fromkeys(wanted)]
        present = numbers_of("Meeting", wanted)
        Meeting.objects.bulk_create([row for row in rows if row.source_id not in present], batch_size=CHUNK)
        known.update(numbers_of("Meeting", wanted))


def drop_nameless() -> None:
    """Meetings that held an item open which has found its own."""
    Meeting.objects.filter(stub=True, source_id__endswith=NAMELESS, items=None).delete()


def needed_locations(records: list[Record], context: Context) -> list[Record]:
    """Locations that something other than a person names; the rest may be somebody's home and is left out."""
    doubtful = [record.url for record in records if not record.used and not record.deleted]
    if not doubtful:
        return records
    known = set(numbers_of("Location", doubtful))
    for some in chunks(doubtful):
        known.update(PendingLink.objects.filter(target__in=some).values_list("target", flat=True))
    for url in doubtful:
        if url not in known:
            context.remark("unused_location", "Location", url)
    return [record for record in records if record.used or record.deleted or record.url in known]


def stub(kind: str, url: str) -> bool:
    """A row for something that is named and can not be read; False for types that would be seen."""
    if kind not in STUBS or numbers_of(kind, [url]):
        return False
    values: dict[str, Any] = {"source_id": url, "stub": True, "public": False}
    if kind == "Meeting":
        values["body"] = special.unknown_body()
    if kind == "AgendaItem":
        values["meeting"] = Meeting.objects.create(
            source_id=url[: 500 - len(NAMELESS)] + NAMELESS,
            stub=True,
            public=False,
            body=special.unknown_body(),
        )
        values["number"] = 0
    TABLES[kind].objects.create(**values)
    return True
