"""JSON page by page with links between the pages, or everything at once as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mitmachstadt.spine.opendata.reading import Selection


def write_json(selection: Selection) -> Iterator[str]:
    """An object with the facts about the answer and the rows in `eintraege`.

    `stand` is the moment of the last change (ISO 8601, UTC) or null where it is not kept; `naechste` and
    `vorherige` are addresses or null; with `?alles=1` there is one page and the rows come in portions.
    """
    facts: dict[str, Any] = {
        "datensatz": selection.dataset.slug,
        "titel": str(selection.dataset.title),
        "lizenz": selection.dataset.licence_uri(),
        "namensnennung": selection.dataset.attribution_text(),
        "stand": selection.modified.isoformat() if selection.modified else None,
        "filter": selection.asked,
        "gesamt": selection.total,
        "seite": 1 if selection.everything else selection.page,
        "seiten": 1 if selection.everything else selection.pages,
        "pro_seite": None if selection.everything else selection.per_page,
        "vorherige": selection.previous_address(),
        "naechste": selection.next_address(),
    }
    geometry = selection.dataset.geometry is not None
    yield dump(facts)[:-1] + ',"eintraege":['
    comma = ""
    for batch in selection.batches(geometry=geometry):
        if batch:
            yield comma + ",".join(dump(values) for values in batch)
            comma = ","
    yield "]}"


def dump(value: Any) -> str:
    """Compact JSON with umlauts as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
