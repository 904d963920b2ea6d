"""Files of a petition on their way through the form: kept over errors and the preview, removed when nothing was handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.petitions.models import Attachment
from mitmachstadt.modules.petitions.rules.petitions import MAX_FILES
from mitmachstadt.spine.files.actions import store_upload
from mitmachstadt.spine.files.actions import sweep as sweep_unused
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused

SALT = "petition-file"
MAX_AGE = 60 * 60 * 24 * 2
#: As many characters as the field takes.
ALT = 300
#: Tells files of this form from every other upload, in front of the file's own name.
MARK = "antrag-"


@dataclass(frozen=True)
class Kept:
    """A stored file and the signed word by which the form carries it on; a picture that `waits` has no words yet."""

    upload: Upload
    token: str
    waits: bool = False


def take(
    new: Iterable[UploadedFile[Any]], tokens: Iterable[str], dropped: Iterable[str], alt: str
) -> tuple[list[Kept], list[Problem]]:
    """Stores new files beside those kept before; gives all of them, and what was wrong with some.

    `alt` says what the pictures show that have no words yet; without it they are kept and asked for again. A file that
    is there already is not kept twice.
    """
    gone, alt = set(dropped), " ".join(alt.split())
    kept = [
        _described(one, alt)
        for token in list(dict.fromkeys(tokens))[:MAX_FILES]
        if token not in gone and (one := _kept(token))
    ]
    problems: list[Problem] = []
    known = {one.upload.sha256 for one in kept}
    for file in new:
        print_of = _print_of(file)
        if print_of in known:
            continue
        if len(kept) >= MAX_FILES:
            text = _("At most %(n)d files. The rest was left out.") % {"n": MAX_FILES}
            problems.append(Problem("attachments", "too_many", text))
            break
        try:
            name = file.name or ""
            upload = store_upload(file, alt=alt or name or "?", name=MARK + name, field="attachments")
        except Refused as refused:
            problems += [
                replace(one, field="attachments_alt" if one.field == "alt" else "attachments")
                for one in refused.problems
            ]
        else:
            known.add(print_of)
            kept.append(_keep(upload, waits=upload.is_image and not alt))
    if any(one.waits for one in kept):
        names = ", ".join(shown_name(one.upload) for one in kept if one.waits)
        text = _("Please write what is to be seen: %(names)s. The file itself is here already.")
        problems.append(Problem("attachments_alt", "missing", text % {"names": names}))
    return kept, problems


def shown_name(upload: Upload) -> str:
    """The name of a file as its author knows it."""
    return upload.name.removeprefix(MARK)


def _print_of(file: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _keep(upload: Upload, *, waits: bool) -> Kept:
    return Kept(upload, signing.dumps([str(upload.pk), waits], salt=SALT), waits)


def _kept(token: str) -> Kept | None:
    try:
        key, waits = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError):
        return None
    upload = Upload.objects.filter(pk=key).first()
    return Kept(upload, token, bool(waits)) if upload else None


def _described(one: Kept, alt: str) -> Kept:
    """A picture that waited for its words gets them, as long as it belongs to no petition."""
    if not (one.waits and alt):
        return one
    if not Attachment.objects.filter(upload=one.upload).exists():
        one.upload.alt = alt[:ALT]
        one.upload.save(update_fields=["alt"])
    return _keep(one.upload, waits=False)


def free(kept: Iterable[Kept]) -> tuple[Upload, ...]:
    """The files that belong to no petition yet."""
    uploads = [one.upload for one in kept]
    used = set(Attachment.objects.filter(upload__in=uploads).values_list("upload_id", flat=True))
    return tuple(one for one in uploads if one.pk not in used)


def sweep(dry_run: bool = False) -> int:
    """Deletes files of forms that were never handed in, two days after, or only counts them; returns their number."""
    before = timezone.now() - timedelta(seconds=MAX_AGE)
    unused = Upload.objects.filter(
        name__startswith=MARK, public=False, uploaded_at__lt=before, petition__isnull=True
    )
    return sweep_unused(unused, dry_run)
