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
from mitmachstadt.modules.reports.rules.covering import problems_with_places
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.files.actions import covered_copy, delete_upload, store_upload
from mitmachstadt.spine.files.actions import sweep as sweep_unused
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: Tells photos of this form from every other upload.
PHOTO_NAME = "meldung-foto"
#: Photos that staff adds carry this name; more than these in all belong to no report.
DESK_NAME, MOST_AT_DESK = "meldung-stelle", 20


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
    _noted(report, by, _("Photo released") if released else _("Photo hidden"))
    return photo


@transaction.atomic
def add(report: Report, file: Any, *, by: User, alt: str, after: bool, internal: bool) -> Photo:
    """A photo that staff adds: of the repair, or for staff only.

    Raises `Refused` with problems at `file` and `alt`; nothing is stored then.
    """
    Report.objects.select_for_update().get(pk=report.pk)
    place = Photo.objects.filter(report=report).count()
    if place >= MOST_AT_DESK:
        most = _("At most %(most)d photos, please.") % {"most": MOST_AT_DESK}
        raise Refused([Problem("file", "too_many", most)])
    upload = store_upload(
        file, alt=alt, by=by, name=DESK_NAME, only=Upload.Kind.IMAGE, sample=report.case.sample
    )
    photo: Photo = Photo.objects.create(
        report=report, upload=upload, place=place, after=after and not internal, internal=internal
    )
    _noted(report, by, _("Photo added"))
    return photo


@transaction.atomic
def cover(photo: Photo, places: Sequence[tuple[float, float, float, float]], *, by: User) -> Photo:
    """Paints faces and number plates over; the picture as it came is gone, in every width.

    `places` are (left, top, width, height) in shares of the picture. Raises `Refused` when none is given or one lies
    outside.
    """
    refuse_if(problems_with_places(places))
    fresh = Photo.objects.select_for_update().select_related("upload", "report__case").get(pk=photo.pk)
    old = fresh.upload
    fresh.upload, fresh.covered = covered_copy(old, places), True
    fresh.save(update_fields=["upload", "covered"])
    delete_upload(old)
    _noted(fresh.report, by, _("Places on a photo covered"))
    return fresh


@transaction.atomic
def drop(photo: Photo, *, by: User) -> None:
    """Deletes a photo with its stored file."""
    report = Report.objects.select_related("case").get(pk=photo.report_id)
    delete_upload(photo.upload)
    _noted(report, by, _("Photo deleted"))


def _noted(report: Report, by: User, words: str) -> None:
    Report.objects.filter(pk=report.pk).update(updated_at=timezone.now())
    record("report.photo", report.case, by=by, summary=words, sample=report.case.sample)


def sweep(dry_run: bool = False) -> int:
    """Deletes photos of forms that were never sent, two days after, or only counts them; returns their number."""
    before = timezone.now() - timedelta(seconds=PHOTO_MAX_AGE)
    unused = Upload.objects.filter(name=PHOTO_NAME, public=False, uploaded_at__lt=before).exclude(
        pk__in=Photo.objects.values("upload_id")
    )
    return sweep_unused(unused, dry_run)
