"""Files of a petition on their way through the form: kept over errors and the preview, removed when nothing was handed in."""

from __future__ import annotations

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
#: Tells files of this form from every other upload, in front of the file's own name.
MARK = "antrag-"


@dataclass(frozen=True)
class Kept:
    """A stored file and the signed word by which the form carries it on."""

    upload: Upload
    token: str


def take(
    new: Iterable[UploadedFile[Any]], tokens: Iterable[str], dropped: Iterable[str], alt: str
) -> tuple[list[Kept], list[Problem]]:
    """Stores new files beside those kept before; gives all of them, and what was wrong with some.

    `alt` says what new pictures show; kept ones have their words already.
    """
    gone = set(dropped)
    kept = [one for token in list(tokens)[:MAX_FILES] if token not in gone and (one := _kept(token))]
    problems: list[Problem] = []
    for file in new:
        if len(kept) >= MAX_FILES:
            text = _("At most %(n)d files. The rest was left out.") % {"n": MAX_FILES}
            problems.append(Problem("attachments", "too_many", text))
            break
        try:
            upload = store_upload(file, alt=alt, name=MARK + (file.name or ""), field="attachments")
        except Refused as refused:
            problems += [
                replace(one, field="attachments_alt" if one.field == "alt" else "attachments")
                for one in refused.problems
            ]
        else:
            kept.append(Kept(upload, signing.dumps(str(upload.pk), salt=SALT)))
    return kept, problems


def _kept(token: str) -> Kept | None:
    try:
        key = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    upload = Upload.objects.filter(pk=key).first()
    return Kept(upload, token) if upload else None


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
