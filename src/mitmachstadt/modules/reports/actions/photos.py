"""Photos of a report: kept through errors elsewhere in the form, released by staff, and removed when nobody sent them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.actions.steps import follow_photos
from mitmachstadt.modules.reports.models import Photo, Report
from mitmachstadt.modules.reports.queries.photos import PHOTO_MAX_AGE, kept_photos
from mitmachstadt.modules.reports.rules import MAX_PHOTOS
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.files.actions import delete_upload, store_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused

#: Tells photos of this form from every other upload.
PHOTO_NAME = "meldung-foto"


def take(
    files: Sequence[Any], what: str, *, kept: str = "", without: bool = False
) -> tuple[list[Upload], list[Problem]]:
    """The photos of a form: those kept from the try before (a signed list) and the new ones; and what is wrong with them.

    `what` names the thing on the photo until somebody describes it. `without` leaves the kept ones out, except
    those that belong to a report already.
    """
    found = [one for one in kept_photos(kept) if one.name == PHOTO_NAME]
    if without:
        found = [one for one in found if Photo.objects.filter(upload=one).exists()]
    problems: list[Problem] = []
    words = _("Photo of a report: %(what)s") % {"what": what}
    for file in files:
        if len(found) >= MAX_PHOTOS:
            problems.append(
                Problem("photos", "too_many", _("At most %(most)d photos, please.") % {"most": MAX_PHOTOS})
            )
            break
        try:
            found.append(
                store_upload(file, alt=words, name=PHOTO_NAME, field="photos", only=Upload.Kind.IMAGE)
            )
        except Refused as refused:
            problems += [Problem("photos", one.code, one.message) for one in refused.problems]
    return found, problems


def drop_unused(uploads: Sequence[Upload]) -> None:
    """Deletes the photos of a second press at once: the report has those of the first."""
    used = set(Photo.objects.filter(upload__in=uploads).values_list("upload_id", flat=True))
    for upload in uploads:
        if upload.pk not in used:
            delete_upload(upload)


@transaction.atomic
def release(photo: Photo, *, by: User, released: bool = True) -> Photo:
    """Shows a photo with its report, or takes it back."""
    Report.objects.select_for_update().get(pk=photo.report_id)
    photo.released_at = timezone.now() if released else None
    photo.save(update_fields=["released_at"])
    report = Report.objects.select_related("case").get(pk=photo.report_id)
    follow_photos(report)
    record(
        "report.photo",
        report.case,
        by=by,
        summary=str(_("Photo released") if released else _("Photo hidden")),
    )
    return photo


def sweep(dry_run: bool = False) -> int:
    """Deletes photos of forms that were never sent, two days after, or only counts them; returns their number."""
    before = timezone.now() - timedelta(seconds=PHOTO_MAX_AGE)
    unused = Upload.objects.filter(name=PHOTO_NAME, public=False, uploaded_at__lt=before).exclude(
        pk__in=Photo.objects.values("upload_id")
    )
    if dry_run:
        return unused.count()
    found = list(unused)
    for upload in found:
        delete_upload(upload)
    return len(found)
