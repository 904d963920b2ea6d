"""One step of a run: read an answer, write what it holds, note what was wrong and where it goes on, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.council import findable, telling
from mitmachstadt.modules.council.importers.oparl import findings, linking
from mitmachstadt.modules.council.importers.oparl.keeping import keep
from mitmachstadt.modules.council.importers.oparl.reading import Reader, Record, Remark
from mitmachstadt.modules.council.importers.oparl.tables import Changes, Context, numbers_of
from mitmachstadt.modules.council.models import (
    AgendaItem,
    BodyProfile,
    Consultation,
    File,
    ListPage,
    Meeting,
    Membership,
    Paper,
    Person,
    Run,
)
from mitmachstadt.modules.council.touch import lift, touch
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.signals import agenda_entry_written, paper_released

#: The way answers are read; a new number has unchanged pages read once more.
READING = 1


class Lost(Exception):  # noqa: N818 - it is an answer, not a fault
    """The run was taken over by another process."""


def official_mails() -> tuple[str, ...]:
    """Endings of mail addresses that belong to an office of the town."""
    homepage = str(settings.TOWN.get("homepage", "")).split("//")[-1].split("/")[0].removeprefix("www.")
    return (f"@{homepage}",) if homepage else ()


def read(things: Sequence[Any], base: str, kind: str, remarks: list[Remark]) -> list[Record]:
    """The records of an answer; what was wrong goes to the remarks."""
    found = Reader(base, official_mails()).read_all(things, kind)
    remarks += found.remarks
    return found.records


@transaction.atomic
def write(
    context: Context,
    records: Sequence[Record],
    remarks: Sequence[Remark],
    cursor: dict[str, Any],
    *,
    page: ListPage | None = None,
    urls: Iterable[str] = (),
) -> Changes:
    """Writes one answer and the new cursor; raises `Lost` when the run is another's by now."""
    context.now, context.remarks, context.decided = timezone.now(), [], set()
    changes = keep(records, context) if records else Changes()
    context.remarks += remarks
    findings.keep(context.source, [*urls, *(one.url for one in records)], context.remarks)
    if page is not None:
        keep_page(page)
    finish(context, changes, cursor)
    return changes


def keep_page(page: ListPage) -> None:
    """Remembers a page of a list."""
    ListPage.objects.update_or_create(
        source=page.source,
        url=page.url,
        defaults={
            name: getattr(page, name) for name in ("run", "etag", "last_modified", "next", "held", "reading")
        },
    )


def finish(context: Context, changes: Changes, cursor: dict[str, Any]) -> None:
    """Everything that follows from a change: search, copies elsewhere, whoever listens, the log; and the place of the run."""
    if any(changes.counts()[name] for name in ("created", "changed", "gone")):
        if not context.first:
            raise_moments(changes, context)
            tell(changes, context)
            bring_into_search(changes)
        words = "{created} neu, {changed} geändert, {gone} entfallen".format(**changes.counts())
        record("council_read", context.run, by=None, summary=f"Aus dem Ratssystem eingelesen: {words}")
    keep_place(context.run, cursor, changes.counts())


def keep_place(run: Run, cursor: dict[str, Any], counts: dict[str, int]) -> None:
    """Writes where the run goes on; raises `Lost` when it is another's by now."""
    run.cursor = cursor
    run.counts = {name: run.counts.get(name, 0) + counts.get(name, 0) for name in {*run.counts, *counts}}
    mine = Run.objects.filter(pk=run.pk, runner=run.runner, state=Run.State.RUNNING)
    kept = mine.update(
        cursor=run.cursor, counts=run.counts, done=run.done, total=run.total, broken=run.broken, note=run.note,
        seen_at=timezone.now(),
    )  # fmt: skip
    if not kept:
        raise Lost(str(run.pk))


def raise_moments(changes: Changes, context: Context) -> None:
    """Whoever copies us must see what shows a changed object as changed."""
    for model in {*changes.created, *changes.changed, *changes.gone, *changes.tied}:
        came = changes.created[model] | changes.gone[model] | changes.tied[model]
        touch(model, came, comes_or_goes=True, now=context.now, findable=False)
        touch(model, changes.changed[model] - came, now=context.now, findable=False)
    lift(changes.left, context.now)


def tell(changes: Changes, context: Context) -> None:
    """New papers, first results and moved items are news for whoever listens; the first reading of a source is none."""
    for paper in Paper.objects.public().filter(pk__in=changes.created[Paper], stub=False):
        paper_released.send(sender=Paper, paper_id=paper.pk, by=None)
    moved = AgendaItem.objects.filter(meeting__in=changes.changed[Meeting]).values_list("pk", flat=True)
    items = AgendaItem.objects.filter(pk__in={*changes.changed[AgendaItem], *moved}, deleted_at=None)
    for item in items.exclude(subject_kind="").select_related("meeting__body"):
        agenda_entry_written.send(
            sender=AgendaItem, item=item, subject_kind=item.subject_kind, subject_id=item.subject_id,
            exception_reason=item.exception_reason,
        )  # fmt: skip
    for item in (
        AgendaItem.objects.public().filter(pk__in=context.decided).select_related("meeting__body", "paper")
    ):
        telling.announce_result(item)


def bring_into_search(changes: Changes) -> None:
    """Papers, meetings, people and bodies that changed, or inside which something changed."""
    files, items, stations = changes.written(File), changes.written(AgendaItem), changes.written(Consultation)
    papers = changes.written(Paper) | numbers(Paper, main_file__in=files) | numbers(Paper, files__in=files)
    papers |= numbers(Paper, consultations__in=stations) | numbers(Paper, items__in=items)
    findable.index_papers(papers)
    findable.index_meetings(changes.written(Meeting) | numbers(Meeting, items__in=items))
    findable.index_people(
        changes.written(Person) | numbers(Person, memberships__in=changes.written(Membership))
    )
    bodies = Organisation.objects.filter(council__in=changes.written(BodyProfile))
    findable.index_bodies(bodies.values_list("key", flat=True))


def numbers(model: Any, **wanted: Any) -> set[int]:
    """Numbers of the rows that fit."""
    (found,) = wanted.values()
    return set(model.objects.filter(**wanted).values_list("pk", flat=True)) if found else set()


def links(context: Context, cursor: dict[str, Any]) -> dict[str, Any]:
    """One piece of the waiting links; returns the cursor to go on with, without `after` at the end."""
    with transaction.atomic():
        context.now, context.remarks, context.decided = timezone.now(), [], set()
        changes = Changes()
        after = linking.resolve(context, changes, int(cursor.get("after", 0)))
        following = {**cursor, "after": after}
        if not after:
            linking.drop_nameless()
        finish(context, changes, following)
    return following


def municipality_of(body: str) -> int | None:
    """The number of the municipality that a list belongs to."""
    return numbers_of("Body", [body]).get(body) if body else None
