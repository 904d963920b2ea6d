"""Addresses of uploads, and who may fetch them."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse
from django.utils.text import slugify

from mitmachstadt.spine.accounts.rules import Person, is_staff_member
from mitmachstadt.spine.files.models import Upload

PREVIEW_SECONDS = 3600
SALT = "files.preview"


def address(upload: Upload, width: int | None = None) -> str:
    """The path of a picture (the smallest stored width of at least `width` pixels, else the largest) or a
    PDF."""
    if not upload.is_image:
        return reverse("files:document", args=[upload.pk, document_name(upload)])
    wanted = width or max(upload.widths)
    fitting = [stored for stored in sorted(upload.widths) if stored >= wanted]
    return reverse("files:picture", args=[upload.pk, fitting[0] if fitting else max(upload.widths)])


def srcset(upload: Upload) -> str:
    """The `srcset` of a picture with all stored widths."""
    return ", ".join(f"{address(upload, width)} {width}w" for width in sorted(upload.widths))


def preview_address(upload: Upload, width: int | None = None) -> str:
    """Like `address`, open for an hour to whoever holds the link: for people without an account who just
    uploaded."""
    token = signing.TimestampSigner(salt=SALT).sign(str(upload.pk)).split(":", 1)[1]
    return f"{address(upload, width)}?vorschau={token}"


def may_fetch(upload: Upload, person: Person, token: str = "") -> bool:
    """True for everybody when public; else for the desk, the uploader and the holder of a fresh preview
    link."""
    if upload.public or is_staff_member(person):
        return True
    if person.is_authenticated and upload.uploaded_by_id == person.pk:
        return True
    if not token:
        return False
    try:
        signing.TimestampSigner(salt=SALT).unsign(f"{upload.pk}:{token}", max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        return False
    return True


def document_name(upload: Upload) -> str:
    """The document's name in its address, without `.pdf`: letters, digits and hyphens only."""
    stem = upload.name.rsplit(".", 1)[0].lower()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        stem = stem.replace(umlaut, letters)
    return slugify(stem)[:80] or "dokument"
