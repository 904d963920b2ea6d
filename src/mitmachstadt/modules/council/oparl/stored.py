"""Objects as JSON, kept in a table: looking up what they hold and name costs far more than reading a page of them.

A stored answer is used only while its row has the same `modified_at`; `touch` moves that with every change that the
object shows. Whatever else an answer follows from is in its `shape`: this program, the town's address, its municipalities.
So a stored answer is never older than what it stands for: without a true one the object is put together as ever.
Nothing is stored while a source is read for the first time, because that moves no moments before its end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from mitmachstadt.modules.council.models import Answer, CouncilObject, File, Run, Source
from mitmachstadt.modules.council.oparl import kinds
from mitmachstadt.modules.council.oparl.answers import text_of
from mitmachstadt.modules.council.oparl.columns import COLUMNS
from mitmachstadt.modules.council.oparl.kinds import Kind
from mitmachstadt.modules.council.oparl.reading import Reader

#: All kinds are stored but the few municipalities, of which one names what the settings of the town say.
STORED = tuple(kind for kind in kinds.KINDS.values() if kind is not kinds.BODY)
#: The fields that `omit_internal` leaves out.
INTERNAL = {
    kinds.PAPER.name: ("auxiliaryFile", "location"),
    kinds.MEETING.name: ("auxiliaryFile", "agendaItem"),
    kinds.ITEM.name: ("auxiliaryFile",),
    kinds.PERSON.name: ("membership",),
}
PIECE = 500
#: A change that shows in more objects than this is left to the worker; until then they are put together when asked for.
AT_ONCE = 400


def shape(reader: Reader) -> str:
    """What answers follow from besides the rows they show, in a few signs."""
    facts = [_program(), settings.BASE_URL, settings.TIME_ZONE, *map(str, reader.municipalities)]
    return hashlib.blake2b("\n".join(facts).encode(), digest_size=16).hexdigest()


@cache
def _program() -> str:
    """A print of the files of this folder: what they write differs when one of them does."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _true(kind: Kind, wanted: str) -> QuerySet[Answer]:
    """The answer of the row around, if it is true."""
    row = {"number": OuterRef(kind.key), "modified_at": OuterRef("modified_at")}
    return Answer.objects.filter(kind=kind.name, shape=wanted, **row)


def with_answers(rows: Any, kind: Kind, reader: Reader) -> Any:
    """The rows, each with `answer`: its true answer as text, or None."""
    return rows.annotate(answer=Subquery(_true(kind, shape(reader)).values("text")[:1]))


def without_internal(kind: Kind, text: str) -> str:
    """The answer without its internal lists."""
    return text_of(_less(kind, json.loads(text))) if kind.name in INTERNAL else text


def single(kind: Kind, number: int, text: str, *, omit: bool) -> dict[str, Any]:
    """The object of an answer as it stands alone: a file with its text, which lists leave out."""
    found: dict[str, Any] = json.loads(text)
    if kind is kinds.FILE:
        words = File.objects.filter(pk=number).values_list("text", flat=True).first()
        place = list(found).index("accessUrl")
        pairs = list(found.items())
        found = dict([*pairs[:place], *([("text", words)] if words else []), *pairs[place:]])
    return _less(kind, found) if omit else found


def _less(kind: Kind, found: dict[str, Any]) -> dict[str, Any]:
    """Without the internal lists."""
    left = INTERNAL.get(kind.name, ())
    return {name: value for name, value in found.items() if name not in left}


def store(kind: Kind, numbers: Iterable[int]) -> None:
    """Writes the answers of these objects that have no true one; of those that nobody may see none is left.

    The moment of a row is read before what it shows, so an answer can be newer than its moment and never older.
    """
    asked = sorted(set(numbers))
    reader = Reader()
    wanted = shape(reader)
    lacking = kinds.seen(kind).filter(~Exists(_true(kind, wanted)), **{f"{kind.key}__in": asked})
    rows = list(lacking.order_by(kind.key).values(*COLUMNS[kind.name]))
    Answer.objects.bulk_create(
        [
            Answer(kind=kind.name, number=row[kind.key], modified_at=row["modified_at"], shape=wanted, text=text_of(one))
            for row, one in zip(rows, reader.objects(kind.name, rows) if rows else [], strict=True)
        ],
        update_conflicts=True, unique_fields=["kind", "number"], update_fields=["modified_at", "shape", "text"],
    )  # fmt: skip
    _drop_hidden(kind, asked)


def store_raised(raised: Mapping[type[CouncilObject], Iterable[int]]) -> None:
    """Writes the answers of what a change has raised, when they are few."""
    by_model = {kind.model: kind for kind in STORED}
    found = {by_model[model]: set(numbers) for model, numbers in raised.items() if model in by_model}
    if 0 < sum(len(numbers) for numbers in found.values()) <= AT_ONCE and not reading():
        for kind, numbers in found.items():
            if numbers:
                store(kind, _keys(kind, numbers))


def _keys(kind: Kind, rows: Iterable[int]) -> Iterable[int]:
    """The numbers in the addresses of these rows."""
    if kind.key == "id":
        return rows
    found: Iterable[int] = kind.model._default_manager.filter(pk__in=rows).values_list(kind.key, flat=True)
    return found


def reading() -> bool:
    """True while a source is being read, or was never read to its end."""
    running = Run.objects.filter(state=Run.State.RUNNING)
    return running.exists() or Source.objects.filter(full_at=None).exists()


def catch_up(since: datetime | None = None) -> Iterator[int]:
    """Writes every answer that is missing or no longer true, and drops those of hidden objects; says how many, in pieces.

    With `since` only objects that changed from then on are looked at: after an update those are few. Where what all
    answers follow from has changed too, all are looked at.
    """
    if since is not None and not Answer.objects.exclude(shape=shape(Reader())).exists():
        yield from _catch_up_since(since)
        return
    for kind in STORED:
        for numbers in _lacking(kind, shape(Reader())):
            if reading():
                break
            store(kind, numbers)
            yield len(numbers)
        for piece in _pieces(kind):
            _drop_hidden(kind, piece)


def _catch_up_since(since: datetime) -> Iterator[int]:
    for kind in STORED:
        rows = kind.model._default_manager.filter(modified_at__gte=since)
        numbers = list(rows.order_by(kind.key).values_list(kind.key, flat=True))
        for start in range(0, len(numbers), PIECE):
            if reading():
                return
            store(kind, numbers[start : start + PIECE])
            yield len(numbers[start : start + PIECE])


def _lacking(kind: Kind, wanted: str) -> Iterator[list[int]]:
    """The numbers of public objects without a true answer, in pieces.

    Moments are compared here, a stretch of numbers at a time: asked for all rows at once, a database that does not know
    its tables well compares each row with each answer, which takes minutes.
    """
    rows, after = kind.model._default_manager.order_by(kind.key), 0
    while True:
        stretch = dict(
            rows.filter(**{f"{kind.key}__gt": after}).values_list(kind.key, "modified_at")[: 8 * PIECE]
        )
        if not stretch:
            return
        last = max(stretch)
        answers = Answer.objects.filter(kind=kind.name, shape=wanted, number__gt=after, number__lte=last)
        true = dict(answers.values_list("number", "modified_at"))
        lacking = [number for number, moment in stretch.items() if true.get(number) != moment]
        for start in range(0, len(lacking), PIECE):
            among = {f"{kind.key}__in": lacking[start : start + PIECE]}
            found = list(kinds.seen(kind).filter(**among).order_by(kind.key).values_list(kind.key, flat=True))
            if found:
                yield found
        after = last


def keep_true() -> int:
    """`catch_up` to its end."""
    return sum(catch_up())


def _pieces(kind: Kind) -> Iterator[list[int]]:
    """The numbers of all stored answers of a kind, in pieces: one question about all of them at once takes databases
    many minutes."""
    after = 0
    while True:
        rows = Answer.objects.filter(kind=kind.name, number__gt=after).order_by("number")
        piece = list(rows.values_list("number", flat=True)[: 4 * PIECE])
        if not piece:
            return
        yield piece
        after = piece[-1]


def _drop_hidden(kind: Kind, among: Sequence[int]) -> None:
    """Drops the answers of those objects among these numbers that nobody may see."""
    seen = kinds.seen(kind).filter(**{f"{kind.key}__in": among}).order_by().values_list(kind.key, flat=True)
    gone = set(among) - set(seen)
    if gone:
        Answer.objects.filter(kind=kind.name, number__in=gone).delete()


def wrong() -> Iterator[str]:
    """The addresses of answers that count as true and differ from what their rows say now; there must be none."""
    reader = Reader()
    for kind in STORED:
        after = 0
        while True:
            rows = with_answers(kinds.seen(kind), kind, reader).filter(Q(answer__isnull=False))
            rows = rows.filter(**{f"{kind.key}__gt": after}).order_by(kind.key)
            piece = list(rows.values(*COLUMNS[kind.name], "answer")[:PIECE])
            if not piece:
                break
            for row, one in zip(piece, reader.objects(kind.name, piece), strict=True):
                if row["answer"] != text_of(one):
                    yield f"{one['id']}"
            after = piece[-1][kind.key]
