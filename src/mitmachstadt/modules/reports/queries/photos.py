"""Photos that were stored with a form which is not finished yet: their names travel with it, signed."""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing

from mitmachstadt.spine.files.models import Upload

PHOTO_SALT = "report-photo"
PHOTO_MAX_AGE = 60 * 60 * 24 * 2


def keep_photos(uploads: Sequence[Upload]) -> str:
    """A signed list of stored photos, so that they survive an error elsewhere in the form."""
    return signing.dumps([str(one.pk) for one in uploads], salt=PHOTO_SALT) if uploads else ""


def kept_photos(token: str) -> list[Upload]:
    """The photos that `keep_photos` named at most two days ago, in their order."""
    try:
        keys = signing.loads(token, salt=PHOTO_SALT, max_age=PHOTO_MAX_AGE) if token else []
    except signing.BadSignature:
        return []
    found = {str(one.pk): one for one in Upload.objects.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]
