"""Sets data into accessible PDF with typst; texts travel as data, never as markup, so no text can become a command."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from mitmachstadt.spine.ui.qr import qr_svg

# Sheets of every room import `/spine/files/templates/files/print/base.typ` below this folder.
ROOT = Path(__file__).resolve().parents[2]
#: A letter: title, lang, from, to (lines), when, about (pairs), foot, body (parts: head, facts, signature, text).
LETTER = ROOT / "spine" / "files" / "templates" / "files" / "print" / "letter.typ"
MOST_TEXT = 4000
#: Letters that typst's own fonts hold; PDF/UA refuses a file with letters it can not draw.
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
)
SINGLES = frozenset("€₂→←↑↓−≤≥≈\u00ad\n")


def printable(text: str, most: int = MOST_TEXT) -> str:
    """The text with only letters that can be printed: no control or direction marks, other scripts as `?`, at most `most`."""
    kept = []
    for letter in unicodedata.normalize("NFC", text[: most + 1]):
        code = ord(letter)
        if letter in SINGLES or any(low <= code <= high for low, high in RANGES):
            kept.append(letter)
        elif unicodedata.category(letter)[0] in "LN":
            kept.append("?")
        elif letter.isspace():
            kept.append(" ")
    words = "".join(kept)
    return words if len(text) <= most else words[:most].rstrip() + "…"


def printable_data(data: Any) -> Any:
    """`data` with every text made printable; shapes stay."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {key: printable_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable_data(value) for value in data]
    return data


def codes_for(*addresses: str) -> dict[str, str]:
    """QR codes by address, for `make_pdf`; the sheet gives each its words for people who can not see it."""
    return {address: qr_svg(address, alone=True) for address in addresses}


def make_pdf(
    sheet: Path, data: dict[str, Any], *, codes: dict[str, str] | None = None, now: datetime | None = None
) -> bytes:
    """The PDF (PDF/UA-1, tagged, bookmarked by its headings) of a room's `templates/<room>/print/*.typ` with `data`.

    `codes` are QR codes by address (`codes_for`); the sheet prints one with `code(address, words)`.

    Only typst's own fonts are used, so every machine prints the same pages.
    """
    moment = now or timezone.now()
    inputs = {"data": json.dumps(printable_data(data), ensure_ascii=False), "codes": json.dumps(codes or {})}
    return typst.compile(  # type: ignore[no-any-return]
        str(sheet),
        root=str(ROOT),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=int(moment.timestamp()),
    )
