"""The only writers of the search: whoever changes what people may see calls them in the same transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from django.db import transaction

from mitmachstadt.spine.search import backend
from mitmachstadt.spine.search.analysis import Word, joined, words
from mitmachstadt.spine.search.compounds import parts
from mitmachstadt.spine.search.expressions import (
    DISTRICT,
    KIND,
    PART,
    TITLE_PART,
    TITLE_WHOLE,
    TOPIC,
    WHOLE,
    Token,
    either,
    filter_token,
    mark,
)
from mitmachstadt.spine.search.models import SearchEntry, SearchWord
from mitmachstadt.spine.search.vocabulary import rows_for

LONGEST_TITLE = 500
LONGEST_SUMMARY = 2_000
LONGEST_TEXT = 100_000
CHUNK = 1_000
WEIGHT_STEP = 10_000_000  # more than the days a date can count, so that weight always comes before date
WRITTEN = ["public", "weight", "date", "url", "districts", "topics", "title", "summary", "text"]


@dataclass(frozen=True)
class Entry:
    """One thing to be found. `text` is plain; `weight` (-100 to 100) lifts it; longer texts are cut."""

    kind: str
    object_id: str
    title: str
    url: str
    summary: str = ""
    text: str = ""
    districts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    date: date | None = None
    public: bool = True
    weight: int = 0


def index_entry(
    *,
    kind: str,
    object_id: str | int,
    title: str,
    url: str,
    summary: str = "",
    text: str = "",
    districts: Iterable[str] = (),
    topics: Iterable[str] = (),
    date: date | None = None,
    public: bool = True,
    weight: int = 0,
) -> None:
    """Stores or replaces what can be found about one object; `public=False` hides it from every question.

    `url` is a path on this platform; `districts` and `topics` are slugs. Runs in the caller's transaction.
    """
    entry = Entry(
        kind, str(object_id), title, url, summary, text, tuple(districts), tuple(topics), date, public, weight
    )
    with transaction.atomic(savepoint=False):
        before = _words_of(SearchEntry.objects.filter(kind=kind, object_id=entry.object_id))
        after = _store([entry])
        _forget(before - after)


def index_entries(entries: Iterable[Entry]) -> None:
    """Stores or replaces many entries at once, 1,000 at a time; for imports. Runs in the caller's transaction."""
    for chunk in _chunks(entries):
        latest = {(entry.kind, entry.object_id): entry for entry in chunk}
        with transaction.atomic(savepoint=False):
            numbers = [entry.object_id for entry in latest.values()]
            stored = SearchEntry.objects.filter(
                kind__in={entry.kind for entry in latest.values()}, object_id__in=numbers
            )
            before = _words_of(row for row in stored if (row.kind, row.object_id) in latest)
            _forget(before - _store(list(latest.values())))


def remove_entry(kind: str, object_id: str | int) -> None:
    """Takes an object out of the search with every word that only it had; unknown objects do no harm."""
    with transaction.atomic(savepoint=False):
        _remove(SearchEntry.objects.filter(kind=kind, object_id=str(object_id)))


def remove_entries(kind: str, object_ids: Iterable[str]) -> None:
    """The same for many objects of one kind at once."""
    with transaction.atomic(savepoint=False):
        _remove(SearchEntry.objects.filter(kind=kind, object_id__in=list(object_ids)))


def rebuild(kind: str, entries: Iterable[Entry]) -> int:
    """Makes the search hold exactly these entries of `kind`; returns how many. Others of it are removed.

    Reads `entries` as a stream, 1,000 at a time, in one transaction.

    Raises:
        ValueError: when an entry is of another kind.
    """
    seen: set[str] = set()
    with transaction.atomic():
        for chunk in _chunks(entries):
            strange = [entry.kind for entry in chunk if entry.kind != kind]
            if strange:
                raise ValueError(f"rebuild({kind!r}) was given an entry of kind {strange[0]!r}")
            latest = {entry.object_id: entry for entry in chunk}
            _store(list(latest.values()))
            seen.update(latest)
        stale = [
            pk
            for pk, object_id in SearchEntry.objects.filter(kind=kind).values_list("pk", "object_id")
            if object_id not in seen
        ]
        for start in range(0, len(stale), CHUNK):
            _remove(SearchEntry.objects.filter(pk__in=stale[start : start + CHUNK]))
    if len(seen) >= CHUNK:
        backend.tidy()
    return len(seen)


def clean_vocabulary() -> int:
    """Drops words that no public entry has any more; returns how many. For upkeep after large changes."""
    known = set(SearchWord.objects.values_list("word", flat=True))
    _forget(known)
    return len(known) - SearchWord.objects.count()


def tokens(entry: Entry, title: list[Word], body: list[Word]) -> list[str]:
    """All tokens of an entry, sorted: words and compound parts of title and body, and its filter values."""
    found: set[str] = set()
    for text, some, marks in (
        (entry.title, title, ((TITLE_WHOLE, TITLE_PART), (WHOLE, PART))),
        (_body(entry), body, ((WHOLE, PART),)),
    ):
        stems = {word.stem for word in some} | joined(text)
        pieces = {piece for folded in {word.folded for word in some} for piece in parts(folded)}
        for whole, part in marks:
            found.update(mark(whole, stem) for stem in stems)
            found.update(mark(part, piece) for piece in pieces)
    found.add(filter_token(KIND, entry.kind))
    found.update(filter_token(DISTRICT, slug) for slug in entry.districts)
    found.update(filter_token(TOPIC, slug) for slug in entry.topics)
    return sorted(found)


def _body(entry: Entry) -> str:
    slugs = " ".join((*entry.districts, *entry.topics)).replace("-", " ")
    return f"{entry.summary}\n{entry.text}\n{slugs}"


def _store(entries: list[Entry]) -> set[str]:
    """Upserts entries (each object once), index and vocabulary; returns the public ones' folded words."""
    entries = [_cut(entry) for entry in entries]
    rows = SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                kind=entry.kind,
                object_id=entry.object_id,
                public=entry.public,
                weight=entry.weight,
                date=entry.date,
                url=entry.url,
                districts=list(entry.districts),
                topics=list(entry.topics),
                title=entry.title,
                summary=entry.summary,
                text=entry.text,
            )
            for entry in entries
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=WRITTEN,
    )
    pairs = list(zip(rows, entries, strict=True))
    backend.erase([row.pk for row, entry in pairs if not entry.public])
    rows_to_write = []
    vocabulary: dict[str, SearchWord] = {}
    for row, entry in pairs:
        if entry.public:
            title, body = list(words(row.title)), list(words(_body(entry)))
            rows_to_write.append((row.pk, _rank(row), _facets(entry), tokens(entry, title, body)))
            rows_for([*title, *body], vocabulary)
    backend.write(rows_to_write)
    # In one order, so that parallel writers wait for one another and never in a circle.
    SearchWord.objects.bulk_create((vocabulary[word] for word in sorted(vocabulary)), ignore_conflicts=True)
    return set(vocabulary)


def _cut(entry: Entry) -> Entry:
    """The entry with texts and weight no larger than the search keeps; NUL signs, which PostgreSQL refuses, go."""
    return replace(
        entry,
        title=entry.title[:LONGEST_TITLE].replace("\0", ""),
        summary=entry.summary[:LONGEST_SUMMARY].replace("\0", ""),
        text=entry.text[:LONGEST_TEXT].replace("\0", ""),
        weight=max(-100, min(100, entry.weight)),
    )


def _rank(row: SearchEntry) -> int:
    return row.weight * WEIGHT_STEP + (row.date.toordinal() if row.date else 0)


def _facets(entry: Entry) -> str:
    """Kind, districts and topics in one string, so that one count serves all three filters."""
    values = ((entry.kind,), sorted(set(entry.districts)), sorted(set(entry.topics)))
    return "|".join(";".join(re.sub(r"[|;]", "", value) for value in group) for group in values)


def _words_of(rows: Iterable[SearchEntry]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        if row.public:
            found |= set(rows_for(words(f"{row.title}\n{row.summary}\n{row.text}")))
    return found


def _remove(rows: Iterable[SearchEntry]) -> None:
    listed = list(rows)
    before = _words_of(listed)
    numbers = [row.pk for row in listed]
    backend.erase(numbers)
    SearchEntry.objects.filter(pk__in=numbers).delete()
    _forget(before)


def _forget(candidates: set[str]) -> None:
    """Drops those words that no public entry has any more, so that nothing hidden is suggested."""
    listed = sorted(candidates)
    for start in range(0, len(listed), 100):
        rows = list(SearchWord.objects.filter(word__in=listed[start : start + 100]).order_by("word"))
        used = backend.present(
            [either([Token(mark(WHOLE, row.stem)), Token(mark(PART, row.stem))]) for row in rows]
        )
        gone = [row.word for row, some in zip(rows, used, strict=True) if not some]
        if gone:
            SearchWord.objects.filter(word__in=gone).delete()


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    iterator = iter(entries)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
