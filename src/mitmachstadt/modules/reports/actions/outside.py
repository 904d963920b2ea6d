"""Reports for units with systems of their own: mailed to them, answered by the link in the mail, by the same rules as here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.reports.actions.reports import public_path, report_of
from mitmachstadt.modules.reports.models import Handed, OutsideUnit, Report
from mitmachstadt.modules.reports.queries import reports as queries
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules.outside import ANSWERS, may_answer, may_send, read_codes
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.accounts.sealing import seal
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import move, write_event
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

SALT = "report-outside"
#: A link lives longer than the slowest repair.
MAX_AGE = 60 * 60 * 24 * 400
#: The line of the timeline that says so, for staff only.
SENT = "sent_outside"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A GeoReport v2 server: its address, our key, and its codes as lines `category = code`, `* = code` for all others.

    Without a key the one that is kept for the same address stays.
    """

    address: str
    api_key: str = ""
    jurisdiction: str = ""
    codes: str = ""


@transaction.atomic
def set_mailbox(unit: Organisation, email: str, *, by: User, server: Server | None = None) -> None:
    """Names the mailbox of a unit or its GeoReport server, or none any more; open reports are not sent again.

    Raises:
        Refused: for strangers, for both at once, and for codes that are no list of our categories.
    """
    if not has_role(by, "coordinator"):
        raise Refused([Problem("", "not_allowed", _("Only coordinators decide who gets what."))])
    if email and server:
        raise Refused([Problem("address", "both", _("Please give a mailbox or a server, not both."))])
    if server:
        keys = {one.key for one in town.report_rules().categories}
        codes, problems = read_codes(server.codes, keys)
        refuse_if(problems)
        known = OutsideUnit.objects.filter(unit=unit, address=server.address).first()
        sealed = seal(server.api_key) if server.api_key else (known.sealed_key if known else "")
        values = {
            "email": "", "address": server.address, "jurisdiction": server.jurisdiction, "sealed_key": sealed,
            "codes": codes,
        }  # fmt: skip
        OutsideUnit.objects.update_or_create(unit=unit, defaults=values)
        summary = _("Reports by GeoReport to %(address)s") % {"address": server.address}
    elif email:
        gone = {"address": "", "jurisdiction": "", "sealed_key": "", "codes": {}}
        OutsideUnit.objects.update_or_create(unit=unit, defaults={"email": email, **gone})
        summary = _("Reports by mail to %(email)s") % {"email": email}
    else:
        OutsideUnit.objects.filter(unit=unit).delete()
        summary = _("Reports at the desk again")
    record("report.outside", unit, by=by, summary=summary, public=False)


def dedupe_key(case: Case) -> str:
    """Under which key the mail of this turn stands in the outbox: once for each time that a unit gets a report."""
    return f"report:{case.number}:outside:{case.unit_id}:v{case.version}"


def send(case: Case) -> None:
    """Mails a released report to its unit where that works elsewhere; the outbox tries again for three days.

    Words about people, or not shown to everybody for another reason, stay out of the mail: they are read behind the link.
    """
    if not may_send(case.state, case.hidden, case.sample):
        return
    outside = OutsideUnit.objects.filter(unit_id=case.unit_id).first()
    if outside is None:
        return
    report = report_of(case)
    if outside.address:
        Handed.objects.get_or_create(key=dedupe_key(case), defaults={"report": report, "unit": case.unit})
        write_event(case, SENT, text=outside.address)
        return
    rules = town.rules_of(case)
    with override(settings.LANGUAGE_CODE):
        context = {
            "number": case.number,
            "unit": case.unit,
            "category_name": town.category_name(report.category, rules),
            "report": report,
            "shown": case.public and not report.private,
            "answers": queries.answers_in_words(report, rules),
            "photos": report.photos.count(),
            "public_url": settings.BASE_URL + public_path(case.number),
            "url": settings.BASE_URL + path_of(case),
        }
    mail = queue_mail(outside.email, "report_outside", context, dedupe_key=dedupe_key(case))
    write_event(case, SENT, text=outside.email, data={"mail": mail.pk})


def path_of(case: Case) -> str:
    """The page on which the unit answers, for this unit alone."""
    token = signing.dumps([case.number, case.unit_id], salt=SALT)
    with override(settings.LANGUAGE_CODE):
        return reverse("reports:outside", args=[token])


def read_token(token: str) -> tuple[Report, bool] | None:
    """The report of a link and whether it still lies with that unit; None for a wrong or very old link."""
    try:
        number, unit = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    case = Case.objects.select_related("unit").filter(number=number).first()
    return (report_of(case), case.unit_id == unit) if case else None


def answer(
    report: Report,
    what: str,
    *,
    still_theirs: bool,
    version: int,
    text: str = "",
    reason: str = "",
    day: date | None = None,
) -> Case:
    """Takes the step that the unit's answer is; an end is as honest as at the desk.

    Raises:
        Refused: by the rules of an end, because the report went on, or somebody was faster.
    """
    case = report.case
    refuse_if(may_answer(what, case.state, still_theirs, case.hidden))
    step = kind_of(case).transition(ANSWERS[what])
    given = Given(text=text, day=day, more={"closing_reason": reason})
    return move(case, step.targets[0], by=None, expect_version=version, given=given, as_house=True)
