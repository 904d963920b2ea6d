"""Tells the coordinators of reports that became late, each report once."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries.desk import late_reports
from mitmachstadt.modules.reports.rules.outside import newly_late
from mitmachstadt.spine.accounts.models import RoleAssignment
from mitmachstadt.spine.notify.actions import queue_mail

#: So many are named in one mail; the desk counts all.
NAMED = 30


@transaction.atomic
def tell_late() -> int:
    """One mail to each coordinator with the reports that are late since the last look; returns how many reports.

    Where the town has no coordinator yet nothing is marked as told, so that the first one hears of it.
    """
    today = timezone.localdate()
    late = {one.pk: one for one in late_reports(today)}
    keys = newly_late(((key, one.due_on, one.late_told_at is not None) for key, one in late.items()), today)
    people = coordinators()
    if not keys or not people:
        return 0
    # Whoever marks a report first tells of it, so that two workers never both do.
    told = [
        key
        for key in keys
        if Report.objects.filter(pk=key, late_told_at__isnull=True).update(late_told_at=timezone.now())
    ]
    if not told:
        return 0
    with override(settings.LANGUAGE_CODE):
        path = reverse("reports:desk-list")
    for email in people:
        queue_mail(
            email,
            "report_late",
            {
                "reports": [late[key] for key in told[:NAMED]],
                "number": len(told),
                "left": max(0, len(told) - NAMED),
                "url": f"{settings.BASE_URL}{path}?stand=ueberfaellig",
            },
            dedupe_key=f"report:late:{min(told)}:{max(told)}:{len(told)}:{today}:{email}",
        )
    return len(told)


def coordinators() -> list[str]:
    """The addresses of those who coordinate today."""
    today = timezone.localdate()
    held = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    rows = RoleAssignment.objects.filter(held, role="coordinator", user__is_active=True)
    return sorted(set(rows.exclude(user__email="").values_list("user__email", flat=True)))
