"""A table that Excel opens with a double click and that can not run a formula on the reader's machine."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from mitmachstadt.spine.opendata.reading import Selection

# Beginnings that spreadsheets take for a formula (OWASP, CSV Injection), with their full-width twins.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_csv(selection: Selection) -> Iterator[str]:
    """UTF-8 with byte order mark, semicolons, CRLF, quotes as in RFC 4180; always all rows, never a page.

    Numbers stay numbers, with the decimal comma that a German Excel needs; yes and no are `ja` and `nein`;
    lists are joined with ` | `; an empty cell means unknown. Text that a spreadsheet would run gets a leading
    apostrophe.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    dataset = selection.dataset
    names = [field.name for field in dataset.fields] + (["link"] if dataset.has_links() else [])
    writer.writerow(names)
    yield "\ufeff" + buffer.getvalue()
    for portion in selection.portions():
        buffer.seek(0)
        buffer.truncate()
        writer.writerows([cell(values[name]) for name in names] for values in portion)
        yield buffer.getvalue()


def cell(value: Any) -> str:
    """One value as text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    text = " | ".join(value) if isinstance(value, list) else str(value)
    text = UNPRINTABLE.sub("", text)
    return "'" + text if text.startswith(FORMULA) else text
