"""The writers of documents: put to a paper or a meeting, and taken away again. Bytes are stored once, by `spine.files`."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mitmachstadt.modules.council.models import File, Meeting, Paper
from mitmachstadt.modules.council.models.base import HIDING
from mitmachstadt.modules.council.permissions import refuse_stranger
from mitmachstadt.modules.council.touch import touch
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.files.actions import set_public, store_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused

#: Where a document stands: fields of a meeting that hold one, and the list of all others.
MEETING_PLACES = ("invitation", "minutes", "verbatim_minutes")
Holder = Paper | Meeting


@transaction.atomic
def attach(holder: Holder, document: Any, *, by: User, name: str = "", place: str = "files") -> File:
    """Puts a PDF to a paper or a meeting. `place`: `main_file` of a paper, one of `MEETING_PLACES`, or `files`.

    A document that stood there before is taken away. It is readable as soon as its paper or meeting is.

    Raises:
        Refused: for anything but a whole, harmless PDF.
    """
    refuse_stranger(by)
    if place not in places(holder):
        raise Refused([Problem("place", "unknown", _("There is no such place for a document."))])
    holder = type(holder).objects.select_for_update().get(pk=holder.pk)
    document.seek(0)
    digest = hashlib.sha512(document.read()).hexdigest()
    document.seek(0)
    shown = holder.public and holder.deleted_at is None
    upload = store_upload(document, alt="", by=by, public=shown, only=Upload.Kind.PDF, sample=holder.sample)
    file: File = File.objects.create(
        name=name.strip() or upload.name.rsplit(".", 1)[0], file_name=upload.name, mime_type="application/pdf",
        size=upload.size, sha512=digest, upload=upload, date=timezone.localdate(), sample=holder.sample,
    )  # fmt: skip
    if place == "files":
        holder.files.add(file)
    else:
        before = getattr(holder, place)
        setattr(holder, place, file)
        holder.save(update_fields=[place])
        if before is not None:
            _take_away(before)
    touch(File, [file.pk], comes_or_goes=True)
    _log("file_added", holder, file, by=by, words=_("Document added: {name}"))
    return file


@transaction.atomic
def detach(holder: Holder, file: File, *, by: User) -> None:
    """Takes a document away from a paper or a meeting; whoever asks for it is told so (410). A second press does no harm."""
    refuse_stranger(by)
    holder = type(holder).objects.select_for_update().get(pk=holder.pk)
    held = [
        place for place in places(holder) if place != "files" and getattr(holder, f"{place}_id") == file.pk
    ]
    if not held and not holder.files.filter(pk=file.pk).exists():
        return
    # the mark keeps its tie to the holder, so that it is known where it was; an upload of our own belongs to one holder
    _take_away(file)
    _log("file_removed", holder, file, by=by, words=_("Document taken away: {name}"))


def places(holder: Holder) -> tuple[str, ...]:
    """Where documents of a paper or a meeting stand."""
    return ("main_file", "files") if isinstance(holder, Paper) else (*MEETING_PLACES, "files")


def documents(holder: Holder) -> list[tuple[str, File]]:
    """All documents of a paper or a meeting that were not taken away, with their place."""
    found = [(place, getattr(holder, place)) for place in places(holder) if place != "files"]
    whole = [(place, file) for place, file in found if file is not None and file.deleted_at is None]
    seen = {file.pk for _place, file in whole}
    return [
        *whole,
        *(("files", file) for file in holder.files.filter(deleted_at=None) if file.pk not in seen),
    ]


def show_documents(holder: Holder, shown: bool) -> None:
    """Opens or closes the bytes of all documents of a paper or a meeting, with the paper or meeting."""
    for _place, file in documents(holder):
        if file.upload is not None and file.upload.public != shown:
            set_public(file.upload, shown)


def _take_away(file: File) -> None:
    now = timezone.now()
    file.withhold(now)
    file.save(update_fields=HIDING)
    if file.upload is not None:
        set_public(file.upload, False)
    touch(File, [file.pk], comes_or_goes=True, now=now)


def _log(action: str, holder: Holder, file: File, *, by: User, words: Any) -> None:
    with override("de"):
        record(
            action, holder, by=by, summary=str(format_lazy(words, name=file.name))[:300], public=holder.public,
            sample=holder.sample,
        )  # fmt: skip
