"""Keeps the photo of a suggestion through errors elsewhere in the form, and removes photos nobody handed in."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.projects.models import Suggestion
from mitmachstadt.modules.projects.suggest_forms import PHOTO_MAX_AGE, AnswerForm, keep_photo, kept_photo
from mitmachstadt.spine.files.actions import delete_upload, store_upload
from mitmachstadt.spine.files.actions import sweep as sweep_unused
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Problem, Refused, add_to_form

#: Tells photos of this form from every other upload.
PHOTO_NAME = "hinweis-foto"


def take(form: AnswerForm) -> Upload | None:
    """The photo of a bound form: a new one, or the one kept from the try before; problems go beside their fields.

    A photo without words is kept all the same, only the form is not finished then.
    """
    words = str(form.data.get("photo_alt", "")).strip()
    file = form.files.get("photo")
    upload = kept_photo(str(form.data.get("photo_kept", "")))
    if upload is not None and Suggestion.objects.filter(photo=upload).exists():
        # The same form sent twice: the double submit finds its case by its key, the photo is the same one.
        return upload
    if "photo_remove" in form.data:
        upload = None
    if file is not None:
        try:
            upload = store_upload(
                file, alt=words or _("Photo of a suggestion"), name=PHOTO_NAME, field="photo"
            )
        except Refused as refused:
            add_to_form(form, Refused(_beside_photo(problem) for problem in refused.problems))
            return upload
    if upload is None:
        return None
    if not words:
        problem = Problem("photo_alt", "alt_missing", _("Please say in a few words what the picture shows."))
        add_to_form(form, Refused([problem]))
    elif upload.alt != words:
        upload.alt = words[:300]
        upload.save(update_fields=["alt"])
    return upload


def _beside_photo(problem: Problem) -> Problem:
    field = "photo_alt" if problem.field == "alt" else "photo"
    return Problem(field, problem.code, problem.message)


def keep(upload: Upload | None) -> str:
    """The value of the hidden field that carries the photo on; "" without one."""
    return keep_photo(upload) if upload else ""


def drop_unused(upload: Upload | None) -> None:
    """Deletes the photo of a second press at once: the suggestion has the one of the first."""
    if upload is not None and not Suggestion.objects.filter(photo=upload).exists():
        delete_upload(upload)


def sweep(dry_run: bool = False) -> int:
    """Deletes photos of forms that were never handed in, two days after, or only counts them; returns their number."""
    before = timezone.now() - timedelta(seconds=PHOTO_MAX_AGE)
    unused = Upload.objects.filter(name=PHOTO_NAME, public=False, uploaded_at__lt=before).exclude(
        pk__in=Suggestion.objects.filter(photo__isnull=False).values("photo_id")
    )
    return sweep_unused(unused, dry_run)
