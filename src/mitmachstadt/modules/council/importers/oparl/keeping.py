"""Writes the records of one answer: new rows in bulk, changed ones where they differ, deleted ones as tombstones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DatabaseError, transaction

from mitmachstadt.modules.council.importers.oparl import linking, special
from mitmachstadt.modules.council.importers.oparl.gone import bury
from mitmachstadt.modules.council.importers.oparl.joining import MEMORY, joined, remember
from mitmachstadt.modules.council.importers.oparl.reading import Edge, Record
from mitmachstadt.modules.council.importers.oparl.shapes import MACHINE, ORDER, SHAPES
from mitmachstadt.modules.council.importers.oparl.tables import (
    CHUNK,
    TABLES,
    Changes,
    Context,
    add_pairs,
    empty,
    numbers_of,
    remove_pairs,
    rows_of,
)
from mitmachstadt.modules.council.importers.oparl.values import shown
from mitmachstadt.modules.council.models import BodyProfile, Consultation, Location, Meeting
from mitmachstadt.modules.council.models.base import WITHHELD
from mitmachstadt.spine.city.merging import plain_value, renew

Ends = dict[str, dict[str, int]]
#: In a row's memory: it was read from its own answer, which bore no moment.
UNDATED = "undated"
#: In a row's memory: its own answer says other things than what stands inside other objects, and holds against them.
OWN = "own"
#: Columns that decide whether a row is seen.
IN_SIGHT = {"public", "deleted_at", "stub", "source_id", "access_url", "download_url"}
#: For each column that holds many: what is tied and what is untied.
Ties = dict[str, tuple[list[int], list[int]]]


def keep(records: Sequence[Record], context: Context) -> Changes:
    """Writes everything of one answer; call it inside a transaction. What the database refuses is remarked and left out."""
    changes = Changes()
    try:
        with transaction.atomic():
            _keep(records, context, changes)
    except DatabaseError as error:
        if len(records) == 1:
            record = records[0]
            context.remark("refused", record.kind, record.url, "", str(error).strip()[:200])
            return Changes()
        half = len(records) // 2
        return merged(keep(records[:half], context), keep(records[half:], context))
    return changes


def merged(one: Changes, two: Changes) -> Changes:
    """Both together."""
    for name in ("created", "changed", "gone", "tied", "left"):
        for model, numbers in getattr(two, name).items():
            getattr(one, name)[model] |= numbers
    one.unchanged += two.unchanged
    return one


def _keep(records: Sequence[Record], context: Context, changes: Changes) -> None:
    by_kind, edges = arranged(records)
    for kind in ORDER:
        if kind in by_kind:
            keep_kind(kind, list(by_kind[kind].values()), context, changes)
    linking.keep_edges(edges, context, changes)
    linking.name_papers(changes.written(Consultation), context, changes)
    moved = Meeting.objects.filter(location__in=changes.changed[Location]).values_list("pk", flat=True)
    special.keep_places({*changes.written(Meeting), *moved}, context, changes)


def arranged(records: Iterable[Record]) -> tuple[dict[str, dict[str, Record]], list[Edge]]:
    """Each object once, by type and address; and the edges that no record of this answer can take in itself."""
    found: dict[str, dict[str, Record]] = defaultdict(dict)
    edges: list[Edge] = []
    for record in records:
        edges += record.edges
        known = found[record.kind].get(record.url)
        if known is None or (known.embedded and not record.embedded):
            found[record.kind][record.url] = record
        elif record.embedded == known.embedded:
            known.values.update(record.values)
            known.one.update(record.one)
            known.many.update(record.many)
            known.deleted = known.deleted or record.deleted
    left = []
    for edge in edges:
        holder = found[edge.holder_kind].get(edge.holder)
        if edge.weak or holder is None or holder.deleted:
            left.append(edge)
        elif holder.one.get(edge.column) is None:
            holder.one[edge.column] = edge.target
    return found, left


def ends_of(kind: str, records: Iterable[Record]) -> Ends:
    """The numbers of everything these records point to, by type and address."""
    targets = {link.column: link.kind for link in SHAPES[kind].links.values() if not link.back}
    wanted: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for column, url in record.one.items():
            if url:
                wanted[targets[column]].add(url)
        for column, urls in record.many.items():
            wanted[targets[column]].update(urls)
    return {target: numbers_of(target, urls) for target, urls in wanted.items()}


def keep_kind(kind: str, records: list[Record], context: Context, changes: Changes) -> None:
    """Writes the records of one type; those they point to have been written before, or wait."""
    model = TABLES[kind]
    if kind == "Location":
        records = linking.needed_locations(records, context)
    stored = rows_of(kind, (record.url for record in records))
    bury(model, [stored[r.url].pk for r in records if r.deleted and r.url in stored], context, changes)
    alive = [record for record in records if not record.deleted]
    ends = ends_of(kind, alive)
    if kind == "AgendaItem":
        linking.stub_meetings(alive, ends, context, changes)
    own = joined(kind, [record for record in alive if record.url not in stored], ends, context)
    fresh: list[tuple[Any, Ties]] = []
    tied: list[tuple[Any, Ties]] = []
    altered: list[tuple[Any, set[str]]] = []
    taken: set[str] = set()
    for record in alive:
        row = stored.get(record.url) or own.get(record.url)
        if row is not None and record.embedded and _older(record, row):
            changes.unchanged += 1
            continue
        ours = row is not None and record.url not in stored
        row = row if row is not None else model(source_id=record.url)
        changed = fill(kind, row, record, ends, context, ours=ours, taken=taken)
        ties = plan(kind, row, record, ends)
        if ties:
            changed.add("imported")
            tied.append((row, ties))
        if row.pk is None:
            fresh.append((row, ties))
        elif changed:
            altered.append((row, changed))
        else:
            changes.unchanged += 1
    if not context.first:
        elsewhere = {row.pk for row, changed in altered if changed & IN_SIGHT or _ends(model, changed)}
        changes.tie(model, elsewhere | {row.pk for row, _ in tied if row.pk is not None})
    for row, changed in altered:
        save(row, changed, context)
        changes.changed[model].add(row.pk)
    model.objects.bulk_create([row for row, _ in fresh], batch_size=CHUNK)
    changes.created[model].update(row.pk for row, _ in fresh)
    tie(kind, tied)
    linking.keep_pending(kind, alive, ends, context)


def _ends(model: Any, columns: Iterable[str]) -> bool:
    """Whether one of these columns holds the number of another row; the organisation of a profile is always the same."""
    same = {"organisation_id"} if model is BodyProfile else set()
    return any(model._meta.get_field(name).is_relation for name in set(columns) - same)


def _older(record: Record, row: Any) -> bool:
    """Whether a row knows better than what came inside another object: a later state, or its own undated answer."""
    known, memory = row.source_modified_at, row.imported.get(MEMORY, {})
    if memory.get(UNDATED):
        return True
    if known is None or record.modified is None:
        return False
    return bool(record.modified <= known if memory.get(OWN) else record.modified < known)


def save(row: Any, columns: Iterable[str], context: Context) -> None:
    """Saves the changed columns of a stored row with the moment of the change."""
    row.modified_at = context.now
    row.save(update_fields=[*columns, "modified_at"])


def fill(
    kind: str, row: Any, record: Record, ends: Ends, context: Context, *, ours: bool, taken: set[str]
) -> set[str]:
    """Sets on a row what its record says; returns the columns that changed. `ours`: it was kept by hand until now."""
    model, was_decided = TABLES[kind], getattr(row, "result", "")
    values = columns(kind, row, record, ends, context)
    changed: set[str] = set()
    if kind == "Organization":
        parent = ends.get("Organization", {}).get(record.one.get("parent") or "")
        organisation, renamed = special.keep_organisation(record, row, parent, ours, taken)
        if row.organisation_id is None:
            row.organisation = organisation
        elif renamed:
            changed.add("organisation_id")
    values = without_silence(model, row, values)
    if ours:
        remember(row, values)
        row.source_id = record.url
        changed.add("source_id")
    changed |= renew(row, values, memory=MEMORY)
    memory = row.imported.get(MEMORY, {})
    _say_different(row, values, memory, record, context)
    undated = not record.embedded and record.modified is None
    notes = {UNDATED: undated} if undated != bool(memory.get(UNDATED)) else {}
    if not undated and (row.pk is None or changed) and not memory.get(OWN):
        notes[OWN] = True
    if not record.embedded and notes:
        row.imported = {**row.imported, MEMORY: {**memory, **notes}}
        changed.add("imported")
    changed |= _mechanical(model, row, record, context)
    if kind == "File":
        changed |= special.keep_text(row, record, changed)
    if kind == "AgendaItem" and row.pk and row.result and not was_decided:
        context.decided.add(row.pk)
    return changed


def without_silence(model: Any, row: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The values without those that are empty and always were: about them the system says nothing, people may."""
    memory = row.imported.get(MEMORY, {})
    silent = {name for name, value in values.items() if name not in memory and value == empty(model, name)}
    if row.pk is None:
        for name in silent:
            setattr(row, name, values[name])
    return {name: value for name, value in values.items() if name not in silent}


def columns(kind: str, row: Any, record: Record, ends: Ends, context: Context) -> dict[str, Any]:
    """What the record says, as the columns of its table."""
    model = TABLES[kind]
    left = MACHINE | ({"name"} if kind == "Organization" else set())
    values = special.fixed({name: value for name, value in record.values.items() if name not in left}, model)
    special.complete(kind, record, values, context)
    for column, url in record.one.items():
        if (kind, column) != ("Organization", "parent"):
            number = ends.get(_target(kind, column), {}).get(url or "")
            if number is not None or model._meta.get_field(column).null:  # type: ignore[union-attr]
                values[f"{column}_id"] = number
    if hasattr(model, "municipality") and values.get("municipality_id") is None:
        default = context.municipality
        if kind == "LegislativeTerm" and default is None and row.municipality_id is None:
            default = linking.own_municipality()
        if default is not None:
            values["municipality_id"] = default
        elif record.embedded or row.municipality_id is not None:
            values.pop("municipality_id", None)
    if kind == "Meeting":
        values.update(_bodies(row, record, ends))
    return values


def _target(kind: str, column: str) -> str:
    return next(link.kind for link in SHAPES[kind].links.values() if link.column == column and not link.back)


def _bodies(row: Meeting, record: Record, ends: Ends) -> dict[str, Any]:
    """The first body that is known; a placeholder for a meeting without one."""
    known = ends.get("Organization", {})
    numbers = [known[url] for url in record.many.get("more_bodies", []) if url in known]
    if numbers:
        return {"body_id": numbers[0]}
    return {} if row.body_id else {"body_id": special.unknown_body().pk}


def _say_different(
    row: Any, values: dict[str, Any], memory: dict[str, Any], record: Record, context: Context
) -> None:
    """Remarks where the words of people here stay although the system has others."""
    for name, value in values.items():
        here, there = plain_value(getattr(row, name)), plain_value(value)
        if isinstance(there, str) and here not in (there, memory.get(name, here)):
            context.remark(
                "kept_here", record.kind, record.url, name, f"{shown(here)[:140]} ≠ {shown(there)[:140]}"
            )


def _mechanical(model: Any, row: Any, record: Record, context: Context) -> set[str]:
    """What no person edits: the state of the row, leftover fields, the moment the other system names."""
    found: set[str] = set()
    withheld = bool(row.imported.get(WITHHELD))

    def put(column: str, value: Any) -> None:
        if getattr(row, column) != value:
            setattr(row, column, value)
            found.add(column)

    if (row.stub or row.deleted_at is not None) and "public" not in record.values and not withheld:
        put("public", True)
    put("stub", False)
    if row.public:
        put("was_public", True)
    # An item that moved into the closed part is gone for everybody outside.
    closed = not row.public and row.was_public and record.values.get("public") is False
    if withheld:
        context.remark("withheld", record.kind, record.url)
    else:
        put("deleted_at", (row.deleted_at or context.now) if closed else None)
    if not record.embedded or record.extra:
        put("extra", record.extra)
    if record.modified is not None and not (record.embedded and _older(record, row)):
        put("source_modified_at", record.modified)
    return found


def plan(kind: str, row: Any, record: Record, ends: Ends) -> Ties:
    """What the record ties and unties since the last time, noted in the row's memory; what people tied stays."""
    memory = row.imported.get(MEMORY, {})
    found: Ties = {}
    for column, urls in record.many.items():
        known = ends.get(_target(kind, column), {})
        numbers = [known[url] for url in urls if url in known]
        if kind == "Meeting" and column == "more_bodies":
            numbers = [number for number in numbers[1:] if number != row.body_id]
        before, now = memory.get(column, []), sorted(set(numbers))
        if before != now:
            found[column] = (sorted(set(now) - set(before)), sorted(set(before) - set(now)))
            memory = {**memory, column: now}
    if found:
        row.imported = {**row.imported, MEMORY: memory}
    return found


def tie(kind: str, rows: Iterable[tuple[Any, Ties]]) -> None:
    """Carries out what was planned, once every row has its number."""
    model = TABLES[kind]
    wanted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, ties in rows:
        for column, (more, less) in ties.items():
            wanted[column] += [(row.pk, number) for number in more]
            remove_pairs(model, column, row.pk, less)
    for column, found in wanted.items():
        add_pairs(model, column, found)
