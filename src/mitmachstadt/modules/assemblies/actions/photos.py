"""The writers of photos: add hidden, show with the consent on record, hide and delete."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.assemblies import rules
from mitmachstadt.modules.assemblies.actions.common import locked, log
from mitmachstadt.modules.assemblies.actions.sheet import NOT_YOURS
from mitmachstadt.modules.assemblies.models import Assembly, Photo
from mitmachstadt.modules.assemblies.permissions import may_organise
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.files.actions import delete_upload, set_public
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Refused, refuse_if


def _own(assembly: Assembly, by: User) -> Assembly:
    row = locked(assembly)
    if not may_organise(by, row):
        raise Refused([NOT_YOURS])
    return row


@transaction.atomic
def add(assembly: Assembly, upload: Upload, *, by: User) -> Photo:
    """A picture that nobody outside sees yet."""
    row = _own(assembly, by)
    photo: Photo = Photo.objects.create(assembly=row, upload=upload)
    log("photo", row, by=by, summary=_("Photo added, hidden"))
    return photo


@transaction.atomic
def show(photo: Photo, *, agreed: bool, consent_by: str, consent_for: str, by: User) -> Photo:
    """Shows the picture; who confirmed the consent, for what and when is kept. Raises `Refused`."""
    row = _own(photo.assembly, by)
    refuse_if(rules.photo_problems(agreed, consent_by, consent_for))
    photo.consent_by, photo.consent_for = consent_by.strip()[:120], consent_for.strip()[:300]
    photo.consent_at, photo.recorded_by = timezone.now(), by
    photo.save()
    set_public(photo.upload, True)
    log("photo_shown", row, by=by, summary=_("Photo shown with consent"))
    return photo


@transaction.atomic
def remove(photo: Photo, *, by: User) -> None:
    """Deletes the picture, for example because somebody takes the consent back."""
    row = _own(photo.assembly, by)
    upload = photo.upload
    photo.delete()
    delete_upload(upload)
    log("photo_removed", row, by=by, summary=_("Photo deleted"))
