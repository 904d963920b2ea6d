"""Reads a CSV table of a town so that every row that can not be used is named with its reason, and nothing stops the rest."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mitmachstadt.spine.city.importing import Report

LONGEST_CELL = 64 * 1024 * 1024
SHOWN = 40


@dataclass(frozen=True)
class Row:
    """One row of a table: its line in the file and its cells by column, without white space at the ends."""

    line: int
    cells: dict[str, str]

    def name(self, column: str) -> str:
        """The row as the report calls it: line and the cell of a column, cut."""
        return f"Zeile {self.line} ({short(self.cells.get(column, '')) or 'ohne Kennung'})"


def short(text: str) -> str:
    """A text cut and made printable for a report."""
    clean = "".join(sign if sign.isprintable() else "·" for sign in text.strip())
    return clean if len(clean) <= SHOWN else clean[: SHOWN - 1] + "…"


def read_table(path: Path, report: Report, required: Sequence[str]) -> list[Row] | None:
    """The rows of a comma-separated UTF-8 table; None (and a line in the report) when the file can not be read at all."""
    text = _text(path, report)
    if text is None:
        return None
    lines = text.splitlines(keepends=True)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, strict=True)
    try:
        header = [cell.strip() for cell in next(reader)]
    except (StopIteration, csv.Error):
        unreadable = "Die Datei ist leer oder ihre Kopfzeile ist nicht lesbar."
        report.skip(path.name, _other_sign("".join(lines[:1])) or unreadable)
        return None
    missing = [column for column in required if column not in header]
    if missing:
        report.skip(path.name, _header_problem(header, missing))
        return None
    return list(_rows(path.name, reader, header, report))


def _text(path: Path, report: Report) -> str | None:
    if not path.is_file():
        report.skip(path.name, "Die Datei fehlt.")
        return None
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        report.skip(path.name, "Die Datei ist in UTF-16 gespeichert. Bitte als UTF-8 speichern.")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.skip(
            path.name,
            f"Die Datei ist nicht in UTF-8 gespeichert (Zeile {line}), vermutlich in Windows-1252. "
            "Bitte als UTF-8 speichern.",
        )
        return None


def _header_problem(header: list[str], missing: list[str]) -> str:
    return _other_sign(",".join(header)) or f"In der Kopfzeile fehlt: {', '.join(missing)}."


def _other_sign(header: str) -> str:
    """The sentence about a header whose columns are parted by something else; empty when commas part them."""
    for sign, name in ((";", "Semikolon"), ("\t", "Tabulator")):
        if sign in header and "," not in header:
            return f"Die Spalten sind mit {name} getrennt. Bitte mit Komma trennen."
    return ""


def _rows(name: str, reader: Iterator[list[str]], header: list[str], report: Report) -> Iterator[Row]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            report.skip(
                f"{name}, Zeile {_line(reader)}", "Die Anführungszeichen dieser Zeile passen nicht zusammen."
            )
            continue
        line = _line(reader)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            report.skip(
                f"Zeile {line} ({short(cells[0]) or 'ohne Kennung'})",
                f"Die Zeile hat {len(cells)} Zellen, die Kopfzeile {len(header)}.",
            )
            continue
        yield Row(line, {column: cell.strip() for column, cell in zip(header, cells, strict=True)})


def _line(reader: object) -> int:
    return int(getattr(reader, "line_num", 0))


def text_problem(name: str, text: str, most: int) -> str:
    """Why a text of a table can not be kept; empty when it can. Texts that a spreadsheet would run are refused."""
    if len(text) > most:
        length = f"{len(text):,}".replace(",", ".")
        return f"{name} hat {length} Zeichen, möglich sind {most}."
    if any(ord(sign) < 32 and sign not in "\n\r\t" for sign in text):
        return f"{name} enthält Zeichen, die man nicht anzeigen kann."
    if text[:1] in ("=", "@") or (text[:1] in ("+", "-") and text[1:2].strip() != ""):
        return f"{name} beginnt wie eine Formel („{text[:1]}“)."
    return ""
