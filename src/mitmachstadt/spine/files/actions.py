"""The only writers of uploads: check, clean, store, show, take away."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.files import documents, pictures, rules, scanner
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Refused, refuse_if


def store_upload(
    file: File[Any] | IO[bytes],
    *,
    alt: str,
    by: User | None = None,
    public: bool = False,
    name: str | None = None,
    field: str = "file",
    sample: bool = False,
    only: Upload.Kind | None = None,
) -> Upload:
    """Checks and cleans `file`, stores it under a random name and returns its `Upload`.

    A picture becomes WebP in up to three widths (320, 800, 1600 pixels) made from its pixels alone; a PDF
    stays as it is. `alt` is required for pictures. `field` is the form field that problems with the bytes
    are put beside; problems with the words stand at `alt`. `only` refuses files of the other kind.

    Raises:
        Refused: with sentences for people; nothing has been stored then.
    """
    data, kind = checked(file, only, field, alt)
    upload = Upload(
        kind=kind,
        name=tidy_name(name or getattr(file, "name", "") or "", kind),
        alt=" ".join(alt.split()),
        sha256=hashlib.sha256(data).hexdigest(),
        public=public,
        uploaded_by=by,
        sample=sample,
    )
    if kind == Upload.Kind.PDF:
        documents.check(data, field)
        parts = {upload.path(): data}
    else:
        picture = pictures.clean(data, field)
        upload.width, upload.height, upload.widths = picture.width, picture.height, list(picture.files)
        parts = {upload.path(width): content for width, content in picture.files.items()}
    upload.size = max(len(content) for content in parts.values())
    write(upload, parts)
    return upload


def clean_picture(file: File[Any] | IO[bytes], field: str = "file") -> bytes:
    """The widest WebP of the picture in `file`, checked and cleaned like an upload, for whoever keeps it elsewhere.

    Raises:
        Refused: as `store_upload`.
    """
    picture = pictures.clean(checked(file, Upload.Kind.IMAGE, field)[0], field)
    return picture.files[max(picture.files)]


def whole_pdf(file: File[Any] | IO[bytes], field: str = "file") -> None:
    """Checks the document in `file` like an upload, for whoever keeps it elsewhere.

    Raises:
        Refused: as `store_upload`.
    """
    documents.check(checked(file, Upload.Kind.PDF, field)[0], field)


def checked(
    file: File[Any] | IO[bytes], only: Upload.Kind | None, field: str, alt: str | None = None
) -> tuple[bytes, Upload.Kind]:
    """The bytes of `file` and their kind, when it is the wanted one and nothing is hidden in them; with `alt` a picture
    needs its words, too.

    Raises:
        Refused: with sentences for people.
    """
    data = read_limited(file, field)
    found = rules.problems_with_bytes(data, field)
    kind = Upload.Kind.PDF if rules.format_of(data) == "PDF" else Upload.Kind.IMAGE
    found = found or rules.problems_with_kind(kind, only, field)
    refuse_if(found or ([] if alt is None else rules.problems_with_alt(kind, alt)))
    scanner.refuse_infected(data, field)
    return data, kind


def read_limited(file: File[Any] | IO[bytes], field: str) -> bytes:
    """The bytes of `file`; refuses without reading on when there are more than the limit."""
    size: Any = getattr(file, "size", None)
    if isinstance(size, int) and size > rules.MAX_BYTES:
        raise Refused([rules.too_large(field)])
    file.seek(0)
    data: bytes = file.read(rules.MAX_BYTES + 1)
    return data


def write(upload: Upload, parts: dict[str, bytes]) -> None:
    """Stores the parts and the row; takes the parts away again when the row can not be written."""
    try:
        for path, content in parts.items():
            default_storage.save(path, ContentFile(content))
        with transaction.atomic():
            upload.save(force_insert=True)
    except BaseException:
        for path in parts:
            default_storage.delete(path)
        raise


def copy_upload(upload: Upload, *, by: User | None = None, public: bool = False) -> Upload:
    """The same file once more under a name of its own, so that either may be hidden or deleted without the other."""
    facts = ("kind", "name", "alt", "size", "sha256", "width", "height", "widths", "sample")
    twin = Upload(uploaded_by=by, public=public, **{name: getattr(upload, name) for name in facts})
    parts = {}
    for old, new in zip(upload.paths(), twin.paths(), strict=True):
        with default_storage.open(old) as file:
            parts[new] = file.read()
    write(twin, parts)
    return twin


def covered_copy(upload: Upload, places: Sequence[tuple[float, float, float, float]]) -> Upload:
    """The picture once more with `places` painted over (shares of it, see `pictures.covered`), under a new address.

    Browsers and caches may still hold the old address, so whoever covers a picture deletes the old one.
    """
    with default_storage.open(upload.path(max(upload.widths))) as file:
        picture = pictures.covered(file.read(), places)
    facts = ("kind", "name", "alt", "sample", "public", "uploaded_by")
    twin = Upload(**{name: getattr(upload, name) for name in facts})
    twin.width, twin.height, twin.widths = picture.width, picture.height, list(picture.files)
    widest = picture.files[max(picture.files)]
    twin.sha256, twin.size = hashlib.sha256(widest).hexdigest(), len(widest)
    write(twin, {twin.path(width): content for width, content in picture.files.items()})
    return twin


def set_public(upload: Upload, public: bool) -> Upload:
    """Shows the file to everybody, or hides it again."""
    upload.public = public
    upload.save(update_fields=["public"])
    return upload


def delete_upload(upload: Upload) -> None:
    """Removes the row now and the stored parts once that is certain."""
    paths = upload.paths()
    upload.delete()

    def remove_parts() -> None:
        for path in paths:
            default_storage.delete(path)

    transaction.on_commit(remove_parts, robust=True)


def sweep(unused: QuerySet[Upload], dry_run: bool = False) -> int:
    """Deletes uploads that a form left behind, or only counts them; returns their number. Which those are is the module's
    question."""
    if dry_run:
        return unused.count()
    found = list(unused)
    for upload in found:
        delete_upload(upload)
    return len(found)


def remove_leftovers() -> int:
    """Deletes stored parts that no row knows (a transaction was rolled back after storing); returns their
    number."""
    removed = 0
    try:
        # A bucket has no folders that could be asked for.
        folders = default_storage.listdir("uploads")[0]
    except FileNotFoundError:
        return 0
    for folder in folders:
        number = as_uuid(folder)
        if number and Upload.objects.filter(pk=number).exists():
            continue
        for name in default_storage.listdir(f"uploads/{folder}")[1]:
            default_storage.delete(f"uploads/{folder}/{name}")
            removed += 1
    return removed


def as_uuid(text: str) -> uuid.UUID | None:
    """The UUID that `text` spells, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def tidy_name(name: str, kind: str) -> str:
    """A file name for people: without folders and control characters, at most 200 characters."""
    plain = "".join(c for c in PurePosixPath(name.replace("\\", "/")).name if c.isprintable()).strip(" .")
    return plain[-200:] or ("dokument.pdf" if kind == Upload.Kind.PDF else "bild")
