"""Noticing the same: instead of a second report somebody joins the first, once."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.reports.actions.reports import Reporter, public_path
from mitmachstadt.modules.reports.models import Companion, Report
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.problems import Problem, Refused

SALT = "report-companion"
MAX_AGE = 60 * 60 * 24 * 7


def mark_of(who: Reporter, token: str) -> str:
    """A name for whoever joins that says nothing about the person: by account, by address, or by the form's token."""
    known = f"user:{who.user.pk}" if who.user else f"mail:{who.email.casefold()}" if who.email else ""
    return salted_hmac(SALT, known or f"token:{token}").hexdigest()


@transaction.atomic
def join(report: Report, who: Reporter, *, token: str = "") -> tuple[Companion, bool]:
    """Joins an open public report; the second time the first entry is given back, with False.

    An address that is new to us gets a mail to confirm it and hears of nothing before.

    Raises:
        Refused: when the report is not open any more.
    """
    if report.case.state not in ("open", "in_work", "passed_on") or report.private:
        raise Refused([Problem("", "closed", _("This report is closed. Please report it anew."))])
    own = bool(who.user and who.user.email == who.email)
    one, made = Companion.objects.get_or_create(
        report=report,
        mark=mark_of(who, token),
        defaults={
            "user": who.user,
            "email": who.email,
            "language": who.language,
            "confirmed_at": timezone.now() if own else None,
        },
    )
    if made:
        Report.objects.filter(pk=report.pk).update(updated_at=timezone.now())
    if made and who.email and not own and not report.case.sample:
        _ask_to_confirm(one, report)
    return one, made


def _ask_to_confirm(one: Companion, report: Report) -> None:
    with override(one.language):
        path = reverse("reports:confirm-companion", args=[signing.dumps(one.pk, salt=SALT)])
    queue_mail(
        one.email,
        "report_companion_confirm",
        {
            "number": report.case.number,
            "title": report.case.title,
            "url": settings.BASE_URL + public_path(report.case.number),
            "confirm_url": settings.BASE_URL + path,
        },
        language=one.language,
        dedupe_key=f"companion:{one.pk}:confirm",
    )


def companion_of(token: str) -> Companion | None:
    """Whom a link to confirm an address belongs to; None for a wrong or old one."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    found: Companion | None = (
        Companion.objects.select_related("report__case").filter(pk=pk).exclude(email="").first()
    )
    return found


def confirm(one: Companion) -> None:
    """The address is proven: from now on it hears what becomes of the report."""
    Companion.objects.filter(pk=one.pk, confirmed_at__isnull=True).update(confirmed_at=timezone.now())
