"""What happened to public reports, step by step, in the form that FixMyStreet made usual (`servicerequestupdates`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.georeport.asking import MOST, Question
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.spine.cases.models import CaseEvent

#: The steps that others hear of, in the words that programs know.
STATUS = {
    "received": "OPEN", "release": "OPEN", "start": "IN_PROGRESS", "pass_on": "NOT_COUNCILS_RESPONSIBILITY", "fix": "FIXED",
    "close": "NO_FURTHER_ACTION", "merge": "DUPLICATE", "dispute": "REOPEN", "handed_over": "INTERNAL_REFERRAL",
}  # fmt: skip
#: Steps whose words the town wrote for everybody; what a reporter objects is told to the town alone.
SAID = frozenset({"start", "pass_on", "fix", "close"})


def updates(question: Question) -> list[dict[str, Any]]:
    """The steps within the days, or of the reports named, the oldest first and at most as many as a list has."""
    found = CaseEvent.objects.filter(
        kind__in=STATUS, public=True, case__in=Report.objects.public().values("case_id")
    )
    if question.ids:
        found = found.filter(case__number__in=question.ids)
    if question.start:
        found = found.filter(at__gte=question.start)
    if question.end:
        found = found.filter(at__lte=question.end)
    rows = found.annotate(number=F("case__number")).order_by("at", "pk")
    zone = timezone.get_current_timezone()
    return [
        {
            "update_id": str(row["pk"]),
            "service_request_id": row["number"],
            "status": STATUS[row["kind"]],
            "updated_datetime": row["at"].astimezone(zone).isoformat(timespec="seconds"),
            "description": described(row) or None,
            "media_url": None,
        }
        for row in rows.values("pk", "number", "kind", "at", "text", "data")[:MOST]
    ]


def described(row: Mapping[str, Any]) -> str:
    """The words of a step, as far as they are for everybody."""
    if row["kind"] == "handed_over":
        return _("Passed to %(unit)s") % {"unit": row["data"].get("to", "")}
    return str(row["text"]) if row["kind"] in SAID else ""
