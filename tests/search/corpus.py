"""The demo data as search entries: the town's planned projects, its organisations and districts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from mitmachstadt.spine.search.actions import Entry, rebuild

DATA = Path(__file__).resolve().parents[2] / "towns" / "castrop-rauxel" / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def projects() -> Iterator[Entry]:
    """The 160 commitments of the kind `vorhaben`; the object id is the number of the row."""
    for row in _rows("commitments.csv"):
        if row["kind"] == "vorhaben":
            yield Entry(
                kind="project",
                object_id=row["id"],
                title=row["title"],
                url=f"/vorhaben/{row['id'].lower()}/",
                summary=row["summary"],
                text=" ".join(row["places"].split(";")),
                districts=tuple(name.lower() for name in row["districts"].split(";") if name != "gesamt"),
                topics=(row["area"],),
            )


def organisations() -> Iterator[Entry]:
    """All bodies that the agreement names."""
    for row in _rows("organisations.csv"):
        yield Entry("organisation", row["key"], row["name"], f"/o/{row['key']}/", summary=row["role"])


def districts() -> Iterator[Entry]:
    """The districts by name."""
    for row in _rows("stadtteil-bezugspunkte.csv"):
        yield Entry("district", row["ortsteil"], row["ortsteil"], "/stadtteil/")


def load() -> int:
    """Fills the search; returns the number of entries."""
    return (
        rebuild("project", projects())
        + rebuild("organisation", organisations())
        + rebuild("district", districts())
    )
