"""Photos of a proposal: kept through errors elsewhere in the form, described in words, shown and hidden with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.models import Photo, Proposal
from mitmachstadt.spine.files.actions import delete_upload, store_upload
from mitmachstadt.spine.files.actions import sweep as sweep_unused
from mitmachstadt.spine.files.keeping import MAX_AGE, keep, kept
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.files.queries import address
from mitmachstadt.spine.files.rules import problems_with_alt
from mitmachstadt.spine.problems import Problem, Refused

MOST = 5
#: Tells photos of this form from every other upload.
NAME, SALT = "vorschlag-foto", "proposal-photo"


def signed(uploads: Sequence[Upload]) -> str:
    """The stored photos as a word that travels with the form."""
    return keep(uploads, SALT)


def take(
    files: Iterable[Any], token: str, *, without: Iterable[str] = ()
) -> tuple[list[Upload], list[Problem]]:
    """The photos kept from the try before but those named in `without` (ids), and the new ones; and what is wrong."""
    left_out = set(without)
    found = [one for one in kept(token, SALT) if one.name == NAME and str(one.pk) not in left_out]
    problems: list[Problem] = []
    for file in files:
        if len(found) >= MOST:
            problems.append(Problem("photos", "too_many", _("At most five photos, please.")))
            break
        try:
            words = _t("Photo without a description yet")
            found.append(store_upload(file, alt=words, name=NAME, field="photos", only=Upload.Kind.IMAGE))
        except Refused as refused:
            problems += [Problem("photos", one.code, one.message) for one in refused.problems]
    return found, problems


def described(uploads: Sequence[Upload], given: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The words for each photo by its id (`alt_<id>` in `given`), and which are missing."""
    words = {str(one.pk): " ".join(str(given.get(f"alt_{one.pk}", "")).split()) for one in uploads}
    problems = [
        Problem(f"alt_{key}", problem.code, problem.message)
        for key, alt in words.items()
        for problem in problems_with_alt(Upload.Kind.IMAGE, alt)
    ]
    return words, problems


def attach(proposal: Proposal, uploads: Sequence[Upload], words: Mapping[str, str]) -> None:
    """Gives the proposal its photos, inside the transaction that makes it."""
    for upload in uploads[:MOST]:
        Upload.objects.filter(pk=upload.pk).update(alt=words.get(str(upload.pk), upload.alt)[:300])
    Photo.objects.bulk_create(
        [Photo(proposal=proposal, upload=one, place=place) for place, one in enumerate(uploads[:MOST])]
    )
    set_cover(proposal)


def set_cover(proposal: Proposal) -> None:
    """Writes the address of the small picture for lists."""
    first = Photo.objects.filter(proposal=proposal).select_related("upload").first()
    proposal.cover = address(first.upload, min(first.upload.widths)) if first else ""
    Proposal.objects.filter(pk=proposal.pk).update(cover=proposal.cover)


def drop(proposal: Proposal, ids: Iterable[str]) -> None:
    """Deletes photos with their stored files."""
    for photo in Photo.objects.filter(proposal=proposal, upload__in=list(ids)).select_related("upload"):
        delete_upload(photo.upload)
    set_cover(proposal)


def drop_unused(uploads: Sequence[Upload]) -> None:
    """Deletes the photos of a second press at once: the proposal has those of the first."""
    used = set(Photo.objects.filter(upload__in=uploads).values_list("upload_id", flat=True))
    for upload in uploads:
        if upload.pk not in used:
            delete_upload(upload)


def follow(proposals: Sequence[Proposal]) -> None:
    """Shows the photos of what is shown and hides the rest, in two questions."""
    shown = [one.pk for one in proposals if one.case.public and not one.case.hidden]
    mine = Upload.objects.filter(proposal_photo__proposal__in=[one.pk for one in proposals])
    mine.filter(proposal_photo__proposal__in=shown).update(public=True)
    mine.exclude(proposal_photo__proposal__in=shown).update(public=False)


def sweep(dry_run: bool = False) -> int:
    """Deletes photos of forms that were never sent, two days after, or only counts them; returns their number."""
    before = timezone.now() - timedelta(seconds=MAX_AGE)
    unused = Upload.objects.filter(name=NAME, public=False, uploaded_at__lt=before)
    return sweep_unused(unused.filter(proposal_photo__isnull=True), dry_run)
