"""Makes the full text anew from the search table, in pieces, so that it can be watched, stopped and gone on with."""

from __future__ import annotations

from collections.abc import Iterator

from mitmachstadt.spine.search.actions import CHUNK, Entry, index_entries
from mitmachstadt.spine.search.models import SearchEntry


def reindex(after: int = 0) -> Iterator[int]:
    """Writes index and vocabulary of every entry behind number `after`; yields the last number of each piece."""
    while True:
        rows = list(SearchEntry.objects.filter(pk__gt=after).order_by("pk")[:CHUNK])
        if not rows:
            return
        index_entries(
            Entry(
                row.kind,
                row.object_id,
                row.title,
                row.url,
                row.summary,
                row.text,
                tuple(row.districts),
                tuple(row.topics),
                row.date,
                row.public,
                row.weight,
            )
            for row in rows
        )
        after = rows[-1].pk
        yield after
