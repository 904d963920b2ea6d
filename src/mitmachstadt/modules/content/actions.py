"""The writers of the module."""

from __future__ import annotations

from mitmachstadt.modules.content.cases import KIND
from mitmachstadt.modules.content.models import BarrierFeedback
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import open_case
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation


def answering_unit() -> Organisation:
    """The unit that answers for the site: the town itself."""
    units = Organisation.objects.filter(answers_cases=True, kind=Organisation.Kind.TOWN)
    found = units.filter(key="stadt").first() or units.order_by("pk").first()
    if found is None:
        raise LookupError("no unit of the town answers cases; import-town creates them")
    return found


def report_barrier(
    *, text: str, page: str, email: str, by: User | None, language: str, token: str
) -> tuple[Case, str]:
    """Opens the case of a barrier; the same token twice gives the same case. Returns the case and its secret."""
    return open_case(
        KIND,
        title=text,
        unit=answering_unit(),
        sender=by,
        email=email,
        language=language,
        submission_key=token,
        attach=lambda case: BarrierFeedback.objects.create(case=case, text=text, page=page) and None,
    )
