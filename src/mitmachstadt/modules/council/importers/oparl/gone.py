"""Tombstones: what a council system took away is hidden at once, with what only hung on it, and never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from mitmachstadt.modules.council.importers.oparl.tables import Changes, Context, chunks
from mitmachstadt.modules.council.models import (
    AgendaItem,
    Consultation,
    CouncilObject,
    File,
    Meeting,
    Membership,
    Paper,
    Person,
)
from mitmachstadt.spine.city.signals import agenda_entry_removed

#: What has no sense without the other: table, column.
INSIDE: dict[type[CouncilObject], tuple[tuple[type[CouncilObject], str], ...]] = {
    Meeting: ((AgendaItem, "meeting"),),
    Paper: ((Consultation, "paper"),),
    Person: ((Membership, "person"),),
}


def bury(model: type[CouncilObject], numbers: Iterable[int], context: Context, changes: Changes) -> None:
    """Hides these rows; a row that is a tombstone already stays as it is."""
    for some in chunks(sorted(set(numbers))):
        rows = model.objects.filter(pk__in=some, deleted_at=None)
        found = set(rows.values_list("pk", flat=True))
        if not found:
            continue
        if model is AgendaItem:
            _say_removed(found)
        model.objects.filter(pk__in=found, public=True).update(was_public=True)
        model.objects.filter(pk__in=found).update(deleted_at=context.now, modified_at=context.now)
        changes.gone[model] |= found
        for inner, column in INSIDE.get(model, ()):
            hanging = inner.objects.filter(**{f"{column}__in": found}).exclude(source_id="")
            bury(inner, hanging.values_list("pk", flat=True), context, changes)
        if model in (Paper, Meeting, AgendaItem):
            bury(File, _files_only_there(model, found), context, changes)


def _files_only_there(model: type[CouncilObject], numbers: set[int]) -> list[int]:
    """Documents of another system that nothing public holds any more."""
    columns = {
        Paper: ("main_of", "papers"),
        Meeting: ("invitation_of", "minutes_of", "verbatim_of", "meetings"),
        AgendaItem: ("resolution_of", "agenda_items"),
    }
    here = Q()
    for column in columns[model]:  # type: ignore[index]
        here |= Q(**{f"{column}__in": numbers})
    found = File.objects.filter(here, deleted_at=None, upload=None).exclude(source_id="").distinct()
    for column in (name for names in columns.values() for name in names):
        found = found.exclude(pk__in=_held(column))
    return list(found.values_list("pk", flat=True))


def _held(column: str) -> Any:
    return File.objects.filter(**{f"{column}__deleted_at": None, f"{column}__isnull": False}).values("pk")


def _say_removed(numbers: set[int]) -> None:
    for item in AgendaItem.objects.filter(pk__in=numbers).exclude(subject_kind=""):
        agenda_entry_removed.send(
            sender=AgendaItem, subject_kind=item.subject_kind, subject_id=item.subject_id, item_id=item.pk
        )
