"""Who gets what: lines of routing are added and end on a day; what held once stays to be read."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.models import RoutingRule
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.problems import Problem, Refused


def _refuse_others(by: User) -> None:
    if not has_role(by, "coordinator"):
        raise Refused([Problem("", "not_allowed", _("Only coordinators decide who gets what."))])


def problems_with_line(line: RoutingRule, today: date) -> list[Problem]:
    """What is wrong with a new line: it needs a condition, a unit that answers, and a day from now on."""
    found = []
    if not (line.category or line.district_id or line.area or line.words.strip()):
        found.append(Problem("", "everything", _("Please name at least one condition.")))
    if not line.unit.answers_cases:
        found.append(Problem("unit", "no_cases", _("This organisation does not answer cases here.")))
    if line.valid_from < today:
        found.append(Problem("valid_from", "past", _("A line holds from today on at the earliest.")))
    if line.valid_until and line.valid_until < line.valid_from:
        found.append(Problem("valid_until", "ends_before", _("It ends before it begins.")))
    return found


@transaction.atomic
def add_line(line: RoutingRule, *, by: User, today: date) -> RoutingRule:
    """Adds a line; raises `Refused` when `problems_with_line` finds something."""
    _refuse_others(by)
    if found := problems_with_line(line, today):
        raise Refused(found)
    line.save(force_insert=True)
    record("report.routing", line, by=by, summary=_("Line added: %(line)s") % {"line": line}, public=False)
    return line


@transaction.atomic
def end_line(line: RoutingRule, *, by: User, today: date) -> None:
    """Ends a line today; one that has not held yet is taken away."""
    _refuse_others(by)
    words = _("Line ended: %(line)s") % {"line": line}
    record("report.routing", line, by=by, summary=words, public=False)
    if line.valid_from >= today:
        line.delete()
    else:
        RoutingRule.objects.filter(pk=line.pk).update(valid_until=today - timedelta(days=1))
