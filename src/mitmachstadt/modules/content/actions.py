"""The writers of the module."""

from __future__ import annotations

from mitmachstadt.modules.content.cases import KIND
from mitmachstadt.modules.content.models import BarrierFeedback
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import open_case
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.queries import answering_unit


def report_barrier(
    *, text: str, page: str, email: str, by: User | None, language: str, token: str
) -> tuple[Case, str]:
    """Opens the case of a barrier; the same token twice gives the same case. Returns the case and its secret.

    Raises:
        LookupError: before import-town has run, because nobody answers cases then.
    """
    unit = answering_unit()
    if unit is None:
        raise LookupError("no unit of the town answers cases; import-town creates them")
    return open_case(
        KIND,
        title=text,
        unit=unit,
        sender=by,
        email=email,
        language=language,
        submission_key=token,
        attach=lambda case: BarrierFeedback.objects.create(case=case, text=text, page=page) and None,
    )
