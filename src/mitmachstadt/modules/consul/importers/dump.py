"""Rows of tables, one after the other: from a folder with a CSV file each, or from the COPY blocks of a plain pg_dump.

Only the columns that somebody asks for ever leave this file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Cells = dict[str, str | None]
COPY = re.compile(r'COPY (?:"?\w+"?\.)?"?(\w+)"? \(([^)]*)\) FROM stdin;')
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
csv.field_size_limit(16 * 2**20)


class NoTables(Exception):  # noqa: N818 - it is an answer in German, not a fault
    """Why nothing can be read there."""


@dataclass
class Tables:
    """Where the rows of each table stand: a file, or a place within one file with its columns; `asked` are those in use."""

    files: dict[str, Path] = field(default_factory=dict)
    blocks: dict[str, tuple[Path, int, tuple[str, ...]]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def names(self) -> list[str]:
        """All tables that are there."""
        return sorted({*self.files, *self.blocks})

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Cells]:
        """The rows of a table with these columns alone; nothing where it is not there, None where a column is not."""
        self.asked.add(table)
        if table in self.files:
            yield from _of_csv(self.files[table], columns)
        elif table in self.blocks:
            yield from _of_block(*self.blocks[table], columns)


def open_tables(place: Path) -> Tables:
    """The tables in a folder or a dump.

    Raises:
        NoTables: with a German sentence.
    """
    if place.is_dir():
        found = Tables(
            files={path.stem.removeprefix("public."): path for path in sorted(place.glob("*.csv"))}
        )
    elif place.is_file():
        with place.open("rb") as file:
            if file.read(5) == b"PGDMP":
                raise NoTables(
                    "Der Abzug ist gepackt. Bitte mit „pg_restore -f abzug.sql DATEI“ in lesbares SQL wandeln."
                )
        found = Tables(blocks=_find_blocks(place))
    else:
        raise NoTables(f"{place} ist weder ein Ordner noch eine Datei.")
    if not {"proposals", "debates", "budget_investments"} & set(found.names()):
        raise NoTables("Dort liegt keine Tabelle von CONSUL (proposals, debates oder budget_investments).")
    return found


def _find_blocks(path: Path) -> dict[str, tuple[Path, int, tuple[str, ...]]]:
    found: dict[str, tuple[Path, int, tuple[str, ...]]] = {}
    with path.open("rb") as file:
        inside = False
        while line := file.readline():
            if inside:
                inside = line.rstrip(b"\r\n") != b"\\."
            elif line.startswith(b"COPY ") and (match := COPY.match(line.decode("utf-8", "replace"))):
                columns = tuple(one.strip().strip('"') for one in match.group(2).split(","))
                found[match.group(1)] = (path, file.tell(), columns)
                inside = True
    return found


def _of_csv(path: Path, columns: Sequence[str]) -> Iterator[Cells]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        start = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=";" if start.count(";") > start.count(",") else ",")
        for row in reader:
            yield {name: row.get(name) or None for name in columns}


def _of_block(path: Path, start: int, names: tuple[str, ...], columns: Sequence[str]) -> Iterator[Cells]:
    places = {name: names.index(name) for name in columns if name in names}
    with path.open("rb") as file:
        file.seek(start)
        while (line := file.readline()) and line.rstrip(b"\r\n") != b"\\.":
            cells = line.decode("utf-8", "replace").rstrip("\n").split("\t")
            yield {
                name: _plain(cells[places[name]]) if name in places and places[name] < len(cells) else None
                for name in columns
            }


def _plain(cell: str) -> str | None:
    """A cell of COPY as its words; None for NULL."""
    if cell == "\\N":
        return None
    return (
        re.sub(r"\\(.)", lambda found: ESCAPES.get(found.group(1), found.group(1)), cell)
        if "\\" in cell
        else cell
    )
