"""Questions to the climate checks: the rule of a day, the state of a paper, lists of the desk, figures of half-years."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils import timezone

from mitmachstadt.modules.climate import rules
from mitmachstadt.modules.climate.models import Opinion, PaperCheck
from mitmachstadt.modules.climate.parsing import Targets, parse_check_rules, parse_targets
from mitmachstadt.modules.climate.rules import Answers, CheckRules
from mitmachstadt.modules.climate.words import Light
from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.council.interface import PaperInfo, PaperResult
from mitmachstadt.spine.accounts.models import Role, RoleAssignment
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.queries import rule_on
from mitmachstadt.spine.problems import Problem

RULE, TARGETS = "klimacheck", "klimaziele"
DEFAULTS = Path(__file__).resolve().parent / "default_rules"
#: How a decided paper counts: only what was accepted changes emissions.
ACCEPTED = frozenset({"accepted", "changed"})


@cache
def _default() -> CheckRules:
    return parse_check_rules(tomllib.loads((DEFAULTS / f"{RULE}.toml").read_text("utf-8")))


def rules_on(day: date) -> CheckRules:
    """The rule of the check that holds on a day; the platform's proposal where the town has none."""
    record = rule_on(RULE, day)
    return (
        parse_check_rules({**record.data, "source": record.source, "confirmed": record.confirmed})
        if record
        else _default()
    )


def targets_on(day: date) -> tuple[Targets, str]:
    """The targets of a day, with the source of the list; empty where the town names none."""
    record = rule_on(TARGETS, day)
    return (parse_targets(record.data), record.source) if record else (Targets((), ()), "")


def manager() -> Organisation | None:
    """The unit that comments on checks, by the rule of today."""
    key = rules_on(timezone.localdate()).manager
    return Organisation.objects.filter(key=key).first() if key else None


def has_clerks(unit: Organisation | None) -> bool:
    """Whether somebody works in that unit."""
    return unit is not None and RoleAssignment.objects.filter(role=Role.CLERK, organisation=unit).exists()


def check_of(paper_id: int) -> PaperCheck | None:
    """The newest version of a paper's check, also one that is only begun."""
    found: PaperCheck | None = (
        PaperCheck.objects.filter(paper_id=paper_id, newest=True)
        .select_related("department", "author")
        .first()
    )
    return found


def handed_in(paper_id: int) -> PaperCheck | None:
    """The newest version that was handed in."""
    found: PaperCheck | None = (
        PaperCheck.objects.filter(paper_id=paper_id, submitted_at__isnull=False)
        .select_related("department")
        .order_by("-version")
        .first()
    )
    return found


def problems_with_release(paper_id: int) -> list[Problem]:
    """What forbids the release of a paper today; asked before the release and shown at the desk."""
    check = handed_in(paper_id)
    return rules.problems_with_release(
        light=Light(check.light) if check else None,
        opinion_light=Light(check.opinion_light) if check and check.opinion_light else None,
        alternatives=check.alternatives if check else "",
        required=rules_on(timezone.localdate()).required,
    )


def answers_of(check: PaperCheck) -> Answers:
    """The answers of a version as the rules want them."""
    return Answers(
        screening=check.screening, no_effect_reason=check.no_effect_reason, field=check.field,
        direction=check.direction, low=check.low, mid=check.mid, high=check.high, years=check.years,
        strength=check.strength, not_estimable_reason=check.not_estimable_reason, alternatives=check.alternatives,
        factor_set=check.factor_set,
    )  # fmt: skip


@dataclass(frozen=True)
class DeskRow:
    """A paper of the desk with its check, None where it has none."""

    paper: PaperInfo
    check: PaperCheck | None
    sampled: bool


def desk_rows(since: date) -> list[DeskRow]:
    """Papers from a day on, released or not, with their newest check; those without one first."""
    today = timezone.localdate()
    papers = council.papers_dated(since, today + timedelta(days=365), public_only=False)
    checks = {
        row.paper_id: row
        for row in PaperCheck.objects.filter(
            newest=True, paper_id__in=[one.id for one in papers]
        ).select_related("department")
    }
    rule = rules_on(today)
    rows = [DeskRow(one, checks.get(one.id), is_sampled(one.id, checks.get(one.id), rule)) for one in papers]
    return sorted(
        rows, key=lambda row: (row.check is not None and row.check.submitted_at is not None, -row.paper.id)
    )


def is_sampled(paper_id: int, check: PaperCheck | None, rule: CheckRules) -> bool:
    """Whether a "no effect" answer waits to be looked at by the climate manager."""
    return bool(
        check
        and check.light == Light.NO_EFFECT
        and not check.opinion
        and rules.in_sample(paper_id, check.created_at.year, rule.audit_share)
    )


@dataclass(frozen=True)
class Department:
    """How a department answers: checks, how many of them say "no effect", and the rate where there are enough."""

    name: str
    checks: int
    no_effect: int
    rate: int | None


@dataclass(frozen=True)
class HalfYear:
    """The figures of a half-year; tonnes a year with their sign, of accepted papers."""

    key: str
    first: date
    last: date
    papers: int
    checked: int
    share: int | None
    saved: Decimal
    burdened: Decimal
    net: Decimal
    not_estimated: int
    differs: int
    departments: tuple[Department, ...]
    without: tuple[PaperInfo, ...]
    sample: bool


def figures(key: str) -> HalfYear:
    """All that is counted of a half-year; ValueError for a key that is none."""
    first, last = rules.half_year_span(key)
    papers = council.papers_dated(first, last)
    checks = {row.paper_id: row for row in newest([one.id for one in papers])}
    results = decided_within(first, last)
    decided = [row for row in newest(list(results)) if results[row.paper_id].outcome in ACCEPTED]
    signs = [(row.mid, row.direction) for row in decided]
    amounts = [rules.signed(*one) for one in signs]
    rule = rules_on(last)
    return HalfYear(
        key=key, first=first, last=last, papers=len(papers), checked=len(checks),
        share=rules.share(len(checks), len(papers)),
        saved=sum((-one for one in amounts if one < 0), Decimal(0)),
        burdened=sum((one for one in amounts if one > 0), Decimal(0)), net=rules.sum_signed(signs),
        not_estimated=sum(row.mid is None and row.light != Light.NO_EFFECT for row in decided),
        differs=sum(row.opinion == Opinion.DIFFERS for row in checks.values()),
        departments=departments_of(list(checks.values()), rule),
        without=tuple(one for one in papers if one.id not in checks),
        sample=any(row.sample for row in [*checks.values(), *decided]) or any(one.sample for one in papers),
    )  # fmt: skip


def newest(paper_ids: Sequence[int]) -> list[PaperCheck]:
    """The public checks of these papers."""
    return list(PaperCheck.objects.public().filter(paper_id__in=list(paper_ids)).select_related("department"))


def decided_within(first: date, last: date) -> dict[int, PaperResult]:
    """Papers that a body decided in these days and that have a public check."""
    ids = list(PaperCheck.objects.public().values_list("paper_id", flat=True))
    return {pk: one for pk, one in council.paper_results(ids).items() if first <= one.day <= last}


def departments_of(checks: Sequence[PaperCheck], rule: CheckRules) -> tuple[Department, ...]:
    """The rate of "no effect" by department; below `rule.few` checks no rate is told."""
    by_name: dict[str, list[PaperCheck]] = {}
    for check in checks:
        by_name.setdefault(check.department.name, []).append(check)
    found = []
    for name, rows in sorted(by_name.items()):
        none = sum(row.light == Light.NO_EFFECT for row in rows)
        found.append(
            Department(name, len(rows), none, rules.share(none, len(rows)) if len(rows) >= rule.few else None)
        )
    return tuple(found)
