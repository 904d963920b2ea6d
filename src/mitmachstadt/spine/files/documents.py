"""Looks into a PDF before anyone else does: it must be whole, and nothing in it may run, start or carry
along."""

from __future__ import annotations

import io
import re

from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from mitmachstadt.spine.files import rules
from mitmachstadt.spine.problems import Problem, Refused

# Names of the PDF standard (ISO 32000-2, 12.6 and 7.11.4) behind which code, programs, forms to send
# or files wait.
ACTIVE = frozenset(
    f"/{word}"
    for word in (
        *("JS", "JavaScript", "Launch", "SubmitForm", "ImportData", "RichMedia", "XFA"),
        *("EmbeddedFile", "EmbeddedFiles", "GoToE", "Rendition", "Movie", "Sound"),
    )
)
RAW_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b")
HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
MAX_OBJECTS = 300_000
MAX_DEPTH = 60


def check(data: bytes, field: str = "file") -> int:
    """The number of pages of the PDF in `data`.

    Raises:
        Refused: not a whole PDF, encrypted, with foreign content around it, or with anything active inside.
    """
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Refused([rules.damaged(field)])
    if data[end + 5 :].strip(b"\r\n\t \0"):
        raise Refused([rules.two_in_one(field)])
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Refused([locked(field)])
        pages = len(reader.pages)
        harmful = RAW_ACTIVE.search(HEX_NAME.sub(unescape, data)) is not None or is_active(reader)
    except Refused:
        raise
    # The parser meets hostile bytes here and fails in many ways; each means the same to the sender.
    except Exception as error:
        raise Refused([rules.damaged(field)]) from error
    if harmful:
        raise Refused([active(field)])
    if not 1 <= pages <= rules.MAX_PDF_PAGES:
        sentence = _("The document has no pages or more than 1,000.")
        raise Refused([Problem(field, "pages", sentence)])
    return pages


def unescape(match: re.Match[bytes]) -> bytes:
    """`#4a` in a PDF name is the letter itself."""
    return bytes([int(match[1], 16)])


def is_active(reader: PdfReader) -> bool:
    """True when any object of the file names an action or a file from `ACTIVE`."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > MAX_OBJECTS:
        return True
    places: list[object] = [reader.trailer]
    places += [IndirectObject(number, 0, reader).get_object() for number in numbers if number]
    return any(names_active(place, 0) for place in places)


def names_active(value: object, depth: int) -> bool:
    """True when `value` or something directly inside it is an active name; references are looked at on
    their own."""
    if isinstance(value, str):
        return value in ACTIVE
    if depth > MAX_DEPTH:
        return True
    if isinstance(value, DictionaryObject):
        # raw values: following references here would run in circles
        return any(key in ACTIVE or names_active(dict.__getitem__(value, key), depth + 1) for key in value)
    if isinstance(value, ArrayObject):
        return any(names_active(list.__getitem__(value, place), depth + 1) for place in range(len(value)))
    return False


def locked(field: str) -> Problem:
    return Problem(field, "locked", _("The document is protected by a password. Please save it without one."))


def active(field: str) -> Problem:
    sentence = _(
        "The document contains a program, a form or other files. "
        "Please print it into a new PDF and choose that one."
    )
    return Problem(field, "active", sentence)
