"""Files that staff add to a step: kept with the line of the timeline, and as visible as that line is.

The stored file itself never becomes public. Whoever may read the line gets a link that opens it for an hour, so that a
case that is hidden, or whose subject is, gives its files away nowhere.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import queries
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.files.actions import store_upload
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.problems import Refused


def keep(given: Given, *, by: User | None, sample: bool) -> Upload | None:
    """Stores the file of a step; None without one. Call it inside the transaction of the step.

    Raises `Refused` with the problems at the fields `file` and `file_alt`; nothing has been stored then.
    """
    if not given.file:
        return None
    try:
        return store_upload(given.file, alt=given.file_alt, by=by, sample=sample)
    except Refused as refused:
        raise Refused(
            replace(problem, field="file_alt" if problem.field == "alt" else "file")
            for problem in refused.problems
        ) from None


def public_attachment(number: str, upload_id: uuid.UUID) -> Upload | None:
    """The file of a public line of a case that everybody may read; None for all others."""
    case = queries.public_cases().filter(number=number).first()
    if case is None:
        return None
    event = case.events.filter(upload_id=upload_id, public=True).select_related("upload").first()
    return event.upload if event else None
