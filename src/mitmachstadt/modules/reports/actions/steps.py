"""What each step of a case means for the report behind it; runs inside the transaction of the move."""

from __future__ import annotations

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mitmachstadt.modules.reports.actions import figures, outside
from mitmachstadt.modules.reports.actions.reports import index, public_path, report_of
from mitmachstadt.modules.reports.models import Companion, Photo, Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.rules import may_close, may_dispute
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.cases.registry import Given, Transition
from mitmachstadt.spine.files.actions import set_public
from mitmachstadt.spine.files.models import Upload
from mitmachstadt.spine.notify.actions import queue_mail, tell
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

#: Steps of which everybody who noticed the same hears.
TOLD = frozenset({"start", "fix", "close", "pass_on", "dispute"})


def apply_step(case: Case, step: Transition, given: Given, by: User | None) -> None:
    """Writes what the step says into the report, shows or hides its photos, and tells who follows it.

    Raises `Refused` when the town's rules do not allow the step.
    """
    report = report_of(case)
    {
        "fix": _close, "close": _close, "pass_on": _pass_on, "start": _start, "merge": _merge, "dispute": _dispute,
    }.get(step.key, _nothing)(report, step, given)  # fmt: skip
    report.updated_at = timezone.now()
    report.save()
    follow_photos(report)
    index(report)
    figures.follow([report])
    if step.key in ("release", "dispute", "restore"):
        outside.send(case)
    if step.key in TOLD and case.public and not report.private:
        _tell(report, step, given)


def _nothing(report: Report, step: Transition, given: Given) -> None:
    """A step that says nothing of the report itself."""


def _start(report: Report, step: Transition, given: Given) -> None:
    report.expected_on = given.day or report.expected_on


def _close(report: Report, step: Transition, given: Given) -> None:
    fixed = step.key == "fix"
    reason = str(given.more.get("closing_reason") or "")
    after = report.photos.filter(after=True).exists()
    refuse_if(
        may_close(
            reason,
            given.text,
            town.rules_of(report.case),
            fixed=fixed,
            day=given.day,
            photo=bool(given.file) or after,
            today=timezone.localdate(),
        )
    )
    report.reason, report.closing = reason, given.text.strip()
    report.fixed_on = (given.day or timezone.localdate()) if fixed else None


def _pass_on(report: Report, step: Transition, given: Given) -> None:
    name = given.passed_to.strip() or str(given.more.get("body") or "").strip()
    if not name:
        raise Refused([Problem("passed_to", "missing", _("Please say to whom."))])
    report.passed_to = name[:200]


def _dispute(report: Report, step: Transition, given: Given) -> None:
    closed = CaseEvent.objects.filter(case=report.case, kind__in=("fix", "close")).order_by("-at").first()
    before = closed.to_state if closed else ""
    refuse_if(
        may_dispute(
            before,
            timezone.localdate(closed.at) if closed else None,
            report.disputed_at is not None,
            town.rules_of(report.case),
            timezone.localdate(),
        )
    )
    report.disputed_at, report.dispute = timezone.now(), given.text.strip()[:2000]
    report.fixed_on = None


def _merge(report: Report, step: Transition, given: Given) -> None:
    """The other report goes on for both: its companions are now also those of this one and its reporter."""
    number = str(given.more.get("merge_near") or given.more.get("merge_with") or "").strip().upper()
    other = Report.objects.select_related("case").filter(case__number=number).exclude(pk=report.pk).first()
    if other is None:
        raise Refused([Problem("merge_with", "unknown", _("There is no report with this number."))])
    if other.case.state not in ("received", "open", "in_work", "passed_on"):
        raise Refused([Problem("merge_with", "closed", _("That report is closed already."))])
    if other.private != report.private:
        raise Refused(
            [Problem("merge_with", "private", _("One of them is never shown; they can not become one."))]
        )
    report.merged_into = other
    known = set(other.companions.values_list("mark", flat=True))
    Companion.objects.filter(report=report).exclude(mark__in=known).update(report=other)
    case = report.case
    mark = f"case:{case.number}"
    if mark not in known:
        proven = case.email_confirmed_at if case.sender_email else None
        Companion.objects.create(
            report=other, mark=mark, user=case.sender, email=case.sender_email, confirmed_at=proven,
            language=case.language,
        )  # fmt: skip
    Report.objects.filter(pk=other.pk).update(updated_at=timezone.now())
    Case.objects.filter(pk=other.case_id).update(version=F("version") + 1)


def follow_photos(report: Report) -> None:
    """Photos are public only while the report is, and only those that somebody released."""
    shown = report.case.public and not report.case.hidden and not report.private
    for photo in Photo.objects.filter(report=report).select_related("upload"):
        public = shown and photo.released_at is not None and not photo.internal
        if photo.upload.public != public:
            set_public(photo.upload, public)


def follow_many(cases: list[Case]) -> None:
    """After many were hidden or shown at once: photos and search follow, in few questions."""
    reports = list(
        Report.objects.filter(case__in=cases).select_related("case", "district").prefetch_related("photos")
    )
    shown = [one.pk for one in reports if one.case.public and not one.case.hidden and not one.private]
    mine = Photo.objects.filter(report__in=reports)
    released = mine.filter(report__in=shown, released_at__isnull=False, internal=False)
    Upload.objects.filter(report_photo__in=released).update(public=True)
    Upload.objects.filter(report_photo__in=mine.exclude(pk__in=released.values("pk"))).update(public=False)
    for report in reports:
        index(report)
    figures.follow(reports)


def forget(case: Case) -> None:
    """Takes away who noticed it, too, and whatever address they left; the report stays."""
    Companion.objects.filter(report__case=case).update(user=None, email="", confirmed_at=None)


def _tell(report: Report, step: Transition, given: Given) -> None:
    """Followers of the report and its district hear of it; companions with a proven address get a mail."""
    case = report.case
    path = public_path(case.number)
    with override(settings.LANGUAGE_CODE):
        keys = [f"report:{case.number}"]
        tell(
            keys,
            title=_("%(number)s: %(what)s") % {"number": case.number, "what": str(step.said)},
            text=given.text or given.reason,
            path=path,
            sample=case.sample,
        )
    if case.sample:
        return
    waiting = report.companions.filter(confirmed_at__isnull=False).exclude(email="")
    for one in waiting:
        queue_mail(
            one.email,
            "report_companion",
            {
                "number": case.number,
                "title": case.title,
                "said": step.said,
                "text": given.text or given.reason,
                "url": settings.BASE_URL + path,
                "delete_on": case.delete_personal_on,
            },
            language=one.language,
            dedupe_key=f"report:{case.number}:v{case.version}:{one.pk}",
        )
