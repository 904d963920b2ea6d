"""Photos that were stored with a form which is not finished yet: their names travel with it, signed."""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing

from mitmachstadt.spine.files.models import Upload

MAX_AGE = 60 * 60 * 24 * 2


def keep(uploads: Sequence[Upload], salt: str) -> str:
    """A signed list of stored files, so that they survive an error elsewhere in the form; `salt` names the form."""
    return signing.dumps([str(one.pk) for one in uploads], salt=salt) if uploads else ""


def kept(token: str, salt: str) -> list[Upload]:
    """The files that `keep` named at most two days ago, in their order."""
    try:
        keys = signing.loads(token, salt=salt, max_age=MAX_AGE) if token else []
    except signing.BadSignature:
        return []
    found = {str(one.pk): one for one in Upload.objects.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]
