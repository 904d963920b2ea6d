"""After the lists: what is named but in no list is asked for itself, and what left its list is asked whether it is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.council.importers.oparl import findings, linking, steps
from mitmachstadt.modules.council.importers.oparl.gone import bury
from mitmachstadt.modules.council.importers.oparl.reading import Record, Remark, page, parse
from mitmachstadt.modules.council.importers.oparl.tables import (
    TABLES,
    Changes,
    Context,
    chunks,
)
from mitmachstadt.modules.council.models import ListPage, PendingLink
from mitmachstadt.spine.fetching import Fetcher, Unreached

#: An address that could not be read is asked for again after this time.
TRY_AGAIN = timedelta(days=7)
#: Questions of one run for single objects, in an update and in a whole reading.
MOST_ASKED = {False: 20, True: 1_000}
MOST_CHECKED = 1_000
BESIDES = "#"


def check_missing(context: Context, fetcher: Fetcher | None) -> Iterator[None]:
    """Objects that others name: read one by one from an endpoint, held open by a row nobody sees where that fails."""
    asked = 0
    while wanted := _missing(context):
        if fetcher is None:
            _hold_open(context, wanted)
            yield None
            continue
        for kind, url in sorted(wanted):
            if asked >= MOST_ASKED[context.run.full]:
                return
            asked += _ask(context, fetcher, kind, url)
            yield None


def _missing(context: Context) -> set[tuple[str, str]]:
    """Type and address of up to 500 ends that links wait for and nobody has asked for lately."""
    old = Q(tried_at=None) | Q(tried_at__lt=timezone.now() - TRY_AGAIN)
    rows = list(PendingLink.objects.filter(old, source=context.source).order_by("pk")[:500])
    here: dict[str, set[str]] = {}
    for kind in {row.target_kind for row in rows} | {row.holder_kind for row in rows}:
        urls = {row.target for row in rows if row.target_kind == kind}
        urls |= {row.holder for row in rows if row.holder_kind == kind}
        here[kind] = _whole(kind, urls)
    found = set()
    for row in rows:
        if row.target not in here[row.target_kind]:
            found.add((row.target_kind, row.target))
        elif row.holder not in here[row.holder_kind]:
            found.add((row.holder_kind, row.holder))
    done = [
        row.pk for row in rows if row.target in here[row.target_kind] and row.holder in here[row.holder_kind]
    ]
    PendingLink.objects.filter(pk__in=done).update(tried_at=timezone.now())
    return found


def _whole(kind: str, urls: set[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(sorted(urls)):
        rows = TABLES[kind].objects.filter(source_id__in=some, stub=False)
        found.update(rows.values_list("source_id", flat=True))
    return found


def _ask(context: Context, fetcher: Fetcher, kind: str, url: str) -> int:
    """Asks for one object; returns how many questions that took."""
    questions = 0
    records: list[Record] = []
    remarks: list[Remark] = []
    if url.startswith(tuple(context.run.cursor.get("origins", []))) and BESIDES not in url:
        questions = 1
        try:
            records, remarks = _object(fetcher, url, kind)
        except Unreached:
            records = []
    if any(record.url == url and not record.deleted for record in records):
        remarks.append(Remark("unlisted", kind, url))
        steps.write(context, records, remarks, context.run.cursor)
        _tried(url)
    else:
        _hold_open(context, {(kind, url)})
    return questions


def _tried(*urls: str) -> None:
    PendingLink.objects.filter(Q(target__in=urls) | Q(holder__in=urls)).update(tried_at=timezone.now())


def _object(fetcher: Fetcher, url: str, kind: str) -> tuple[list[Record], list[Remark]]:
    """One object from its own address.

    Raises:
        Unreached: when there is none.
    """
    answer = fetcher.get(url)
    remarks: list[Remark] = []
    try:
        listed = page(parse(answer.data, url, answer.content_type, remarks), url, remarks)
    except ValueError:
        raise Unreached("not_json", url) from None
    return steps.read(listed.objects, url, kind, remarks), remarks


def _namers(urls: Iterable[str]) -> dict[str, str]:
    """Who names these addresses, one object for each, in the words of the report: there it has to be mended."""
    found: dict[str, str] = {}
    with override("de"):
        words = _("named by %(holder)s (%(field)s)")
    for some in chunks(sorted(urls)):
        rows = PendingLink.objects.filter(target__in=some).order_by("-holder")
        for target, holder, column in rows.values_list("target", "holder", "column"):
            found[target] = words % {"holder": holder, "field": column}
    return found


@transaction.atomic
def _hold_open(context: Context, wanted: set[tuple[str, str]]) -> None:
    """Says in the report that these lead nowhere, and makes room for them."""
    for kind, url in sorted(wanted):
        linking.stub(kind, url)
    named = _namers(url for _, url in wanted)
    remarks = [Remark("dangling", kind, url, "", named.get(url, "")) for kind, url in sorted(wanted)]
    findings.keep(context.source, [], remarks)
    _tried(*(url for _, url in wanted))
    steps.keep_place(context.run, context.run.cursor, {})


def check_gone(context: Context, fetcher: Fetcher | None) -> Iterator[None]:
    """After a whole reading without gaps: objects of this source that no page held any more.

    Each is asked for; only one that answers as gone or deleted goes. A folder that shall count as the whole has no
    other answer than its files.
    """
    seen = {
        entry
        for held in ListPage.objects.filter(run=context.run).values_list("held", flat=True)
        for entry in held
    }
    origins = context.run.cursor.get("origins", [])
    here = Q()
    for origin in origins:
        here |= Q(source_id__startswith=origin)
    if not origins or not seen:
        return
    checked = 0
    for kind, model in TABLES.items():
        rows = model.objects.filter(here, deleted_at=None, stub=False).order_by("pk")
        lost = [
            (pk, url)
            for pk, url in rows.values_list("pk", "source_id").iterator()
            if f"{kind} {url}" not in seen
        ]
        if kind == "Body":
            continue
        for some in chunks(lost, 100 if fetcher is None else 1):
            if checked >= MOST_CHECKED and fetcher is not None:
                return
            checked += _judge(context, fetcher, kind, some)
            yield None


def _judge(context: Context, fetcher: Fetcher | None, kind: str, rows: list[tuple[int, str]]) -> int:
    """Takes away what is gone; renews what only left its list. Returns the number of questions."""
    gone, questions = [pk for pk, _ in rows], 0
    records: list[Record] = []
    remarks: list[Remark] = []
    if fetcher is not None and BESIDES not in rows[0][1]:
        questions, url = 1, rows[0][1]
        try:
            records, remarks = _object(fetcher, url, kind)
            gone = []
            remarks.append(Remark("unlisted", kind, url))
        except Unreached as error:
            if error.kind != "gone":
                return 1
    if gone:
        _bury(context, kind, gone)
    else:
        steps.write(context, records, remarks, context.run.cursor)
    return questions


@transaction.atomic
def _bury(context: Context, kind: str, numbers: list[int]) -> None:
    context.now, context.remarks, context.decided = timezone.now(), [], set()
    changes = Changes()
    bury(TABLES[kind], numbers, context, changes)
    steps.finish(context, changes, context.run.cursor)
