"""Keeps what was read: new, changed, seen again or gone; and gives every row the same plain shape, whatever its source."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mitmachstadt.modules.consul.models import Author, Record, Run
from mitmachstadt.modules.consul.rules.cleaning import one_line, paragraphs

Data = dict[str, Any]
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Row:
    """One thing read: its kind, number and author there, and the plain facts that are kept of it."""

    kind: str
    old_id: int
    data: Data
    author: int | None = None


@dataclass
class Kept:
    """What came of keeping some rows: `fresh` seen for the first time in this run, `twice` seen before in it."""

    fresh: int = 0
    twice: int = 0
    ids: list[int] = field(default_factory=list)


def digest_of(data: Data, author: int | None) -> str:
    """Equal for equal facts."""
    words = json.dumps([data, author], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def keep(run: Run, rows: Sequence[Row]) -> Kept:
    """Writes rows of one kind; call it inside a transaction."""
    kept = Kept()
    latest = {row.old_id: row for row in rows}
    kept.twice = len(rows) - len(latest)
    if not latest:
        return kept
    kind = rows[0].kind
    known = {
        one.old_id: one
        for one in Record.objects.filter(source=run.source_id, kind=kind, old_id__in=latest)
        .only("old_id", "digest", "run", "gone_at")
    }  # fmt: skip
    made: list[Record] = []
    changed: list[Record] = []
    seen: list[int] = []
    back: list[int] = []
    for old_id, row in latest.items():
        digest, before = digest_of(row.data, row.author), known.get(old_id)
        if before is None:
            made.append(
                Record(source_id=run.source_id, kind=kind, old_id=old_id, author_id=row.author, data=row.data,
                       digest=digest, run=run.pk)
            )  # fmt: skip
            kept.fresh += 1
            continue
        kept.twice += before.run == run.pk
        kept.fresh += before.run != run.pk
        if before.digest != digest:
            before.data, before.digest, before.author_id = row.data, digest, row.author
            before.run, before.gone_at = run.pk, None
            changed.append(before)
        else:
            (back if before.gone_at else seen).append(before.pk)
    Record.objects.bulk_create(made)
    Record.objects.bulk_update(changed, ["data", "digest", "author_id", "run", "gone_at"])
    if seen:
        Record.objects.filter(pk__in=seen).exclude(run=run.pk).update(run=run.pk)
    if back:
        # Written again, so that its page no longer says that it is gone.
        Record.objects.filter(pk__in=back).update(run=run.pk, gone_at=None, written="")
    kept.ids = list(latest)
    return kept


def keep_authors(run: Run, authors: Iterable[tuple[int, str]]) -> None:
    """Writes the names of authors as everybody read them; the hash of an address stays as it is, and who left stays away."""
    named = {old_id: name[:100] for old_id, name in authors}
    known = {one.old_id: one for one in Author.objects.filter(source=run.source_id, old_id__in=named)}
    Author.objects.bulk_create(
        Author(source_id=run.source_id, old_id=old_id, name=name)
        for old_id, name in named.items()
        if old_id not in known
    )
    changed = []
    for old_id, one in known.items():
        if one.name != named[old_id] and not one.closed:
            one.name = named[old_id]
            changed.append(one)
    Author.objects.bulk_update(changed, ["name"])


def whole(value: Any) -> int | None:
    """A number from 0 on, however it is written; None for anything else."""
    words = str(value).strip() if value is not None and not isinstance(value, bool) else ""
    if not re.fullmatch(r"\d{1,19}(\.0+)?", words):
        return None
    number = int(words.split(".", 1)[0])
    return number if number <= LARGEST else None


def count(value: Any) -> int | None:
    """As `whole`, small enough for a column of counts."""
    number = whole(value)
    return number if number is not None and number < 2**31 else None


def moment(value: Any) -> str:
    """A moment as ISO 8601 in UTC, "" for what is none; without a zone it is UTC, as Rails writes it."""
    words = str(value or "").strip().replace(" UTC", "+00:00")
    words = re.sub(r" ([+-]\d\d:?\d\d)$", r"\1", words)
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return ""
    if not 2000 <= found.year <= 2100:
        return ""
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.astimezone(UTC).isoformat()


def text(value: Any, most: int = 60_000) -> str:
    """Plain paragraphs of what may be HTML."""
    return paragraphs(str(value or ""))[0][:most]


def markdown(value: Any, most: int = 60_000) -> str:
    """As `text`, of words that were written with marks for headings and weight: the marks go, the words stay."""
    plain = re.sub(r"(?m)^ *#{1,6} +", "", text(value, most))
    return re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", plain)


def has_html(*values: Any) -> bool:
    """Whether anything had to be cleaned."""
    return any(paragraphs(str(one))[1] for one in values if one)


def line(value: Any, most: int = 120) -> str:
    """One line of plain words."""
    return one_line(str(value or ""), most)


def web(value: Any) -> str:
    """An address of the web, "" for anything else."""
    words = str(value or "").strip()
    return words[:300] if re.fullmatch(r"https?://[^\s<>\"']+", words) else ""


def tags_of(values: Iterable[Any]) -> list[str]:
    """Names of tags, each once, in order."""
    return list(dict.fromkeys(name for one in values if (name := line(one, 80))))
