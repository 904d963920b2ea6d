"""What may be uploaded: decided by the bytes alone, never by the name or by what the browser says about
them."""

from __future__ import annotations

import io
import re
import zipfile

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000  # the finest phone cameras; unpacked that is 200 MB of memory for a moment
MAX_SIDE_RATIO = 20  # a longer strip is no picture that anybody could look at
WIDTHS = (320, 800, 1600)  # pixels
MAX_PDF_PAGES = 1000

# Text that turns a picture into something a browser or an interpreter would run.
FOREIGN = re.compile(rb"<script|<html|<!doctype|<iframe|<object|<\?php|%PDF-\d|javascript:", re.IGNORECASE)

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")


def format_of(data: bytes) -> str | None:
    """`JPEG`, `PNG`, `WEBP`, `GIF`, `HEIF` or `PDF` by the first bytes; None for everything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "HEIF"
    if data.startswith(b"%PDF-"):
        return "PDF"
    return None


def problems_with_bytes(data: bytes, field: str = "file") -> list[Problem]:
    """Why these bytes are refused before anything opens them: empty, too large, unknown, or two files in
    one."""
    if not data:
        return [Problem(field, "empty", _("The file is empty. Please choose another one."))]
    if len(data) > MAX_BYTES:
        return [too_large(field)]
    kind = format_of(data)
    if kind is None:
        return [unknown_type(field)]
    if zipfile.is_zipfile(io.BytesIO(data)) or (kind != "PDF" and FOREIGN.search(data)):
        return [two_in_one(field)]
    return []


def problems_with_size(width: int, height: int, field: str = "file") -> list[Problem]:
    """Why a picture of that many pixels is refused; asked before its pixels are unpacked."""
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        sentence = _("The picture has too many pixels. Up to 50 million are possible.")
        return [Problem(field, "too_many_pixels", sentence)]
    if max(width, height) > MAX_SIDE_RATIO * min(width, height):
        return [Problem(field, "too_narrow", _("The picture is too narrow to be shown."))]
    return []


def problems_with_kind(kind: str, only: str | None, field: str = "file") -> list[Problem]:
    """A picture where a PDF is wanted, or the other way round; `only` None takes both."""
    if only is None or kind == only:
        return []
    if only == "pdf":
        return [Problem(field, "no_pdf", _("This is a picture. Please choose a PDF here."))]
    return [Problem(field, "no_picture", _("This is a PDF. Please choose a picture here."))]


def problems_with_alt(kind: str, alt: str) -> list[Problem]:
    """A picture needs words for people who do not see it (BITV 2.0, WCAG 1.1.1)."""
    if kind == "image" and not alt.strip():
        sentence = _(
            "Please say in a few words what the picture shows. People who can not see it will hear that."
        )
        return [Problem("alt", "alt_missing", sentence)]
    if len(alt.strip()) > 300:
        return [Problem("alt", "alt_too_long", _("The description is longer than 300 characters."))]
    return []


def widths_for(width: int) -> list[int]:
    """Widths in pixels in which a picture of `width` is kept: never larger than it came."""
    smaller = [step for step in WIDTHS if step < width]
    return smaller if width > WIDTHS[-1] else [*smaller, width]


def too_large(field: str) -> Problem:
    return Problem(field, "too_large", _("The file is larger than 10 MB. Please choose a smaller one."))


def unknown_type(field: str) -> Problem:
    sentence = _(
        "We can take pictures (JPEG, PNG, WebP, GIF, HEIC) and PDF documents. This file is something else."
    )
    return Problem(field, "unknown_type", sentence)


def two_in_one(field: str) -> Problem:
    sentence = _(
        "Something else is hidden in this file, so we can not take it. "
        "Saving or photographing it again usually helps."
    )
    return Problem(field, "two_in_one", sentence)


def damaged(field: str) -> Problem:
    return Problem(
        field, "damaged", _("The file is damaged and can not be opened. Please choose another one.")
    )
