"""Another category for a report that came under a wrong one; its unit follows."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.actions import figures
from mitmachstadt.modules.reports.actions.reports import index
from mitmachstadt.modules.reports.actions.steps import follow_photos
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import hand_over, set_if_unchanged
from mitmachstadt.spine.problems import Problem, Refused


@transaction.atomic
def refile(report: Report, key: str, *, by: User, expect_version: int) -> Report:
    """Puts a report that is still to be mended into another category and hands it to the unit that mends such things.

    The clock of its duty keeps running. A category about people takes it out of sight at once.

    Raises:
        Refused: a closed report, a category that is none, or somebody was faster.
    """
    rules = town.rules_of(report.case)
    category = rules.category(key)
    if category is None:
        raise Refused([Problem("category", "unknown", _("Please choose what it is about."))])
    if report.case.state not in ("received", "open", "in_work", "passed_on"):
        raise Refused([Problem("", "closed", _("This report is closed."))])
    if key == report.category:
        raise Refused([Problem("category", "same", _("It stands in this category already."))])
    before = town.category_name(report.category, rules)
    case = set_if_unchanged(report.case, expect_version)
    figures.follow([report])
    report.case, report.category, report.private = case, key, category.release == "never"
    report.updated_at, report.sent_by_guess = timezone.now(), False
    report.save(update_fields=["category", "private", "updated_at", "sent_by_guess"])
    names = [{"field": str(_("Category")), "old": before, "new": town.said(category)}]
    record("report.refile", case, by=by, changes=names, sample=case.sample)
    slug = report.district.slug if report.district else ""
    words = f"{report.text} {report.label}"
    route = town.route_of(category, slug, words, report.lon, report.lat, timezone.localdate(case.received_at))
    unit = town.unit_named(route.unit)
    if unit.pk != case.unit_id:
        report.case = hand_over(case, unit, by=by, expect_version=case.version)
    follow_photos(report)
    index(report)
    figures.follow([report])
    return report
