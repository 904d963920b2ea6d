"""Photos that were stored with a report which is not finished yet."""

from __future__ import annotations

from collections.abc import Sequence

from mitmachstadt.spine.files.keeping import MAX_AGE as PHOTO_MAX_AGE
from mitmachstadt.spine.files.keeping import keep, kept
from mitmachstadt.spine.files.models import Upload

__all__ = ["PHOTO_MAX_AGE", "keep_photos", "kept_photos"]
PHOTO_SALT = "report-photo"


def keep_photos(uploads: Sequence[Upload]) -> str:
    """A signed list of stored photos, so that they survive an error elsewhere in the form."""
    return keep(uploads, PHOTO_SALT)


def kept_photos(token: str) -> list[Upload]:
    """The photos that `keep_photos` named at most two days ago, in their order."""
    return kept(token, PHOTO_SALT)
