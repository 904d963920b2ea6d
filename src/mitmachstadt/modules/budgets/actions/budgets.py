"""The writers of budgets: begin, change, plan the phases, publish with the rules frozen, copy for the next year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.budgets.actions.shown import index_budget
from mitmachstadt.modules.budgets.models import Budget, BudgetKind, Phase
from mitmachstadt.modules.budgets.queries import town
from mitmachstadt.modules.budgets.queries.process import phases_of
from mitmachstadt.modules.budgets.rules import (
    Span,
    a_year_later,
    parse_budget_rules,
    plan_from,
    plan_problems,
)
from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.city.models import District
from mitmachstadt.spine.problems import Problem, Refused, refuse_if

MAX_TOTAL = 100_000_000
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", ":": ""})


def may_keep(person: User) -> bool:
    """Coordinators keep budgets."""
    return has_role(person, Role.COORDINATOR)


def _refuse_strangers(by: User) -> None:
    if not may_keep(by):
        raise Refused([Problem("", "not_yours", _("Only the coordinators keep budgets."))])


def slug_for(name: str, year: int) -> str:
    """The word of a budget in its address, such as "buergerinnenbudget-2026"; unique by a number where it is taken."""
    plain = slugify(name.lower().translate(UMLAUTS)) or "budget"
    base = (plain if str(year) in plain else f"{plain}-{year}")[:52].strip("-")
    taken = set(Budget.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 999))) if one not in taken)


@transaction.atomic
def begin(
    name: str,
    *,
    by: User,
    year: int,
    total: int,
    first: date,
    kind: str = BudgetKind.TOWN,
    district: District | None = None,
    text: str = "",
    sample: bool = False,
) -> Budget:
    """A budget that nobody outside sees yet, with the usual phases of the town's rules from the day `first` on.

    Raises `Refused` with the problems at their fields.
    """
    _refuse_strangers(by)
    refuse_if(_problems(name, total, kind, district))
    budget: Budget = Budget.objects.create(
        slug=slug_for(name, year), name=name.strip(), kind=kind, district=district, year=year, total=total,
        text=text.strip(), sample=sample,
    )  # fmt: skip
    rules = town.rules_for(kind)
    _keep_plan(budget, plan_from(rules, first, timezone.get_current_timezone()))
    record("budget.begin", budget, by=by, summary=budget.name, sample=sample)
    return budget


def _problems(name: str, total: int, kind: str, district: District | None) -> list[Problem]:
    found = []
    if not name.strip():
        found.append(Problem("name", "missing", _("Please give the budget a name.")))
    if not 0 < total <= MAX_TOTAL:
        found.append(Problem("total", "missing", _("Please write the sum in whole euros.")))
    if (kind == BudgetKind.DISTRICT) != (district is not None):
        words = _("A budget of a district needs its district, one of the town none.")
        found.append(Problem("district", "fits_not", words))
    return found


@transaction.atomic
def change(
    budget: Budget, *, by: User, expect_revision: int, name: str, total: int, text: str, spans: Sequence[Span]
) -> Budget:
    """Changes name, sum, words and phases. Once it is public, phases that have begun keep their beginning, past ones stay,
    and the sum never falls below what is promised.

    Raises `Refused` with the problems at their fields, and when somebody else was quicker (code "stale").
    """
    _refuse_strangers(by)
    row: Budget = Budget.objects.select_for_update().get(pk=budget.pk)
    if row.revision != expect_revision:
        raise Refused(
            [Problem("", "stale", _("Somebody else has just changed this budget. Please look again."))]
        )
    found = [*_problems(name, total, row.kind, row.district), *plan_problems(spans)]
    if total < row.granted:
        found.append(Problem("total", "below_granted", _("More than this is promised already.")))
    if row.public:
        found += _late_changes(row, spans, timezone.now())
    refuse_if(found)
    row.name, row.total, row.text = name.strip(), total, text.strip()
    row.revision, row.updated_at = row.revision + 1, timezone.now()
    row.save(update_fields=["name", "total", "text", "revision", "updated_at"])
    _keep_plan(row, spans)
    index_budget(row)
    record("budget.change", row, by=by, summary=row.name, sample=row.sample, public=row.public)
    return row


def _late_changes(budget: Budget, spans: Sequence[Span], now: datetime) -> list[Problem]:
    """What people already took part in by these dates is not moved under their feet."""
    new = {one.key: one for one in spans}
    found = []
    for one in phases_of(budget):
        planned = new.get(one.key)
        if one.closes_at <= now:
            if planned is None or (planned.opens_at, planned.closes_at) != (one.opens_at, one.closes_at):
                found.append(Problem(one.key, "past", _("This phase is over. Its days stay as they were.")))
        elif one.opens_at <= now:
            if planned is None or planned.opens_at != one.opens_at or planned.closes_at <= now:
                words = _("This phase has begun. Only its end can be moved, and not into the past.")
                found.append(Problem(one.key, "begun", words))
        elif planned is not None and planned.opens_at < now:
            found.append(Problem(one.key, "into_past", _("A coming phase can not begin in the past.")))
    return found


def _keep_plan(budget: Budget, spans: Sequence[Span]) -> None:
    """Brings the rows of the phases into step; whoever was told of a beginning is not told again."""
    known = {one.key: one for one in Phase.objects.filter(budget=budget)}
    Phase.objects.filter(budget=budget).exclude(key__in=[one.key for one in spans]).delete()
    for one in spans:
        Phase.objects.update_or_create(
            budget=budget, key=one.key, defaults={"opens_at": one.opens_at, "closes_at": one.closes_at}
        )
        known.pop(one.key, None)


@transaction.atomic
def publish(budget: Budget, *, by: User) -> Budget:
    """Shows a budget to everybody; the rules of this day are frozen in it for good.

    Raises `Refused`: for one that is public already, without phases, or whose first phases are over.
    """
    _refuse_strangers(by)
    row: Budget = Budget.objects.select_for_update().get(pk=budget.pk)
    if row.public:
        raise Refused([Problem("", "public", _("This budget is public already."))])
    spans = [Span(one.key, one.opens_at, one.closes_at) for one in row.phases.all()]
    if not spans:
        raise Refused([Problem("", "no_phases", _("Please plan the phases first."))])
    refuse_if(plan_problems(spans))
    data = town.rule_data(row.kind)
    parse_budget_rules(data)
    now = timezone.now()
    row.terms, row.public, row.published_at = data, True, now
    row.revision, row.updated_at = row.revision + 1, now
    row.save(update_fields=["terms", "public", "published_at", "revision", "updated_at"])
    # Of phases that began before, nobody is told any more.
    Phase.objects.filter(budget=row, opens_at__lte=now, closes_at__lte=now).update(told_at=now)
    index_budget(row)
    record("budget.publish", row, by=by, summary=row.name, public=True, sample=row.sample)
    return row


@transaction.atomic
def copy_for_next_year(budget: Budget, *, by: User, total: int | None = None) -> Budget:
    """A new budget like this one, a year later: same name and kind, each phase on the same day of the next year."""
    _refuse_strangers(by)
    year = budget.year + 1
    name = budget.name.replace(str(budget.year), str(year))
    fresh: Budget = Budget.objects.create(
        slug=slug_for(name, year), name=name, kind=budget.kind, district=budget.district, year=year,
        total=total or budget.total, text=budget.text.replace(str(budget.year), str(year)), sample=budget.sample,
    )  # fmt: skip
    zone = timezone.get_current_timezone()
    _keep_plan(
        fresh,
        [
            Span(one.key, a_year_later(one.opens_at, zone), a_year_later(one.closes_at, zone))
            for one in phases_of(budget)
        ],
    )
    words = gettext("Copied from %(name)s") % {"name": budget.name}
    record("budget.begin", fresh, by=by, summary=words, sample=fresh.sample)
    return fresh
