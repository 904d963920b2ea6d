"""Pictures and documents: what the tables say of them, and where their files lie in the folder that the operator gives.

Newer versions keep a file under a random key (Active Storage), older ones in a folder made of its number (Paperclip).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mitmachstadt.modules.consul.importers import records
from mitmachstadt.modules.consul.importers.cells import flag
from mitmachstadt.modules.consul.importers.records import Row

if TYPE_CHECKING:
    from mitmachstadt.modules.consul.importers.reader import Reader

#: To what files hang that is carried over; those of people, cards and answers stay.
HOLDERS = ("Proposal", "Budget::Investment", "Poll", "Legislation::Process", "Legislation::Proposal")
#: How each kind is called there, in the tables and in the folders of old versions.
KINDS = {
    "image": ("images", "Image", "imageable"),
    "document": ("documents", "Document", "documentable"),
}


def rows_of(reader: Reader, kind: str) -> Iterator[Row]:
    """Pictures or documents of what is carried over. Documents that only the administration saw stay there."""
    table, model, holder = KINDS[kind]
    keys = _keys(reader, model)
    for row in reader.found.rows(
        table, ("id", "title", f"{holder}_type", f"{holder}_id", "attachment_file_name", "admin")
    ):
        number = records.whole(row["id"])
        if (
            number is None
            or row[f"{holder}_type"] not in HOLDERS
            or (kind == "document" and flag(row["admin"]))
        ):
            continue
        key, name = keys.get(row["id"] or "", ("", row["attachment_file_name"] or ""))
        data = {
            "on": row[f"{holder}_type"], "on_id": records.whole(row[f"{holder}_id"]), "title": records.line(row["title"], 200),
            "name": Path(name.replace("\\", "/")).name[-200:], "key": key,
        }  # fmt: skip
        yield Row(kind, number, data)


def makers(reader: Reader) -> dict[str, partial[Iterator[Row]]]:
    """The lists of files."""
    return {"images": partial(rows_of, reader, "image"), "documents": partial(rows_of, reader, "document")}


def _keys(reader: Reader, model: str) -> dict[str, tuple[str, str]]:
    """Key and name of the file by the number of its picture or document."""
    blobs = {
        row["id"]: (row["key"] or "", row["filename"] or "")
        for row in reader.found.rows("active_storage_blobs", ("id", "key", "filename"))
    }
    return {
        row["record_id"] or "": blobs[row["blob_id"]]
        for row in reader.found.rows(
            "active_storage_attachments", ("name", "record_type", "record_id", "blob_id")
        )
        if row["record_type"] == model and row["blob_id"] in blobs
    }


def find(folder: Path, kind: str, number: int, key: str) -> Path | None:
    """The file below the folder, in whichever way it was kept; None where it is not there. Links out of it are not followed."""
    root = folder.resolve()
    for path in _candidates(root, kind, number, key):
        real = path.resolve()
        if real.is_file() and real.is_relative_to(root):
            return real
    return None


def _candidates(root: Path, kind: str, number: int, key: str) -> Iterator[Path]:
    if key and key.isalnum():
        yield root / key[:2] / key[2:4] / key
        yield root / "storage" / key[:2] / key[2:4] / key
        yield root / key
    table = KINDS[kind][0]
    digits = f"{number:09d}"
    parts = f"{digits[:3]}/{digits[3:6]}/{digits[6:]}/original"
    for start in ("", "system", "public/system"):
        for below in (f"{table}/attachments", f"{table}/attachment"):
            place = root / start / below / parts
            if place.is_dir():
                yield from sorted(place.iterdir())


__all__ = ["HOLDERS", "KINDS", "find", "makers", "rows_of"]
