"""Files of an application on their way through a form: kept over errors and the preview, removed when nothing was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.budgets.models import Application, ApplicationFile, FileUse
from mitmachstadt.spine.files.actions import store_upload
from mitmachstadt.spine.files.actions import sweep as sweep_unused
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused

SALT = "budget-file"
MAX_AGE = 60 * 60 * 24 * 2
#: Tells files of these forms from every other upload, in front of the file's own name.
MARK = "budget-"
MOST = {FileUse.CONSENT: 3, FileUse.PHOTO: 3, FileUse.RECEIPT: 20, FileUse.RESULT: 8}
ONLY_PICTURES = (FileUse.PHOTO, FileUse.RESULT)


@dataclass(frozen=True)
class Kept:
    """A stored file, what it is for, and the signed word by which the form carries it on."""

    upload: Upload
    use: str
    token: str

    @property
    def name(self) -> str:
        """Its name as its author knows it."""
        return shown_name(self.upload)


def take(
    new: Sequence[tuple[str, Any]], tokens: Iterable[str], dropped: Iterable[str], what: str
) -> tuple[list[Kept], list[Problem]]:
    """Stores new files (pairs of use and file) beside those kept before; gives all, and what was wrong with some.

    `what` names the project in the words of its photos. Problems stand at the use as their field.
    """
    gone = set(dropped)
    kept = [
        one
        for token in list(dict.fromkeys(tokens))[: sum(MOST.values())]
        if token not in gone and (one := _kept(token))
    ]
    problems: list[Problem] = []
    for use, file in new:
        if sum(one.use == use for one in kept) >= MOST[FileUse(use)]:
            text = _("At most %(n)d files. The rest was left out.") % {"n": MOST[FileUse(use)]}
            problems.append(Problem(use, "too_many", text))
            break
        only = Upload.Kind.IMAGE if use in ONLY_PICTURES else None
        words = f"{FileUse(use).label}: {what or file.name}"[:300]
        try:
            upload = store_upload(file, alt=words, name=MARK + (file.name or use), field=use, only=only)
        except Refused as refused:
            problems += [replace(one, field=use) for one in refused.problems]
        else:
            token = signing.dumps([str(upload.pk), str(use)], salt=SALT)
            kept.append(Kept(upload, str(use), token))
    return kept, problems


def shown_name(upload: Upload) -> str:
    """The name of a file as its author knows it."""
    return upload.name.removeprefix(MARK)


def _kept(token: str) -> Kept | None:
    try:
        key, use = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError):
        return None
    upload = Upload.objects.filter(pk=key).first()
    return Kept(upload, str(use), token) if upload and use in FileUse.values else None


def keep_with(application: Application, kept: Iterable[Kept]) -> None:
    """Gives the files to an application, as far as they belong to none yet; call it inside a transaction."""
    chosen = list(kept)
    used = set(
        ApplicationFile.objects.filter(upload__in=[one.upload for one in chosen]).values_list(
            "upload_id", flat=True
        )
    )
    ApplicationFile.objects.bulk_create(
        ApplicationFile(application=application, upload=one.upload, use=one.use)
        for one in chosen
        if one.upload.pk not in used
    )
    if application.case.sample:
        Upload.objects.filter(pk__in=[one.upload.pk for one in chosen]).update(sample=True)


def sweep(dry_run: bool = False) -> int:
    """Deletes files of forms that were never handed in, two days after, or only counts them; returns their number."""
    before = timezone.now() - timedelta(seconds=MAX_AGE)
    unused = Upload.objects.filter(
        name__startswith=MARK, public=False, uploaded_at__lt=before, budget_file__isnull=True
    )
    return sweep_unused(unused, dry_run)
