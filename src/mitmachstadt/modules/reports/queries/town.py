"""The town's rules of a day, with the platform's own where the town has none, and who gets a report."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from shapely.geometry import Point, shape

from mitmachstadt.modules.reports.models import RoutingRule
from mitmachstadt.modules.reports.rules import Category, Line, ReportRules, Route, parse_report_rules, route
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.city.models import Organisation, RuleRecord
from mitmachstadt.spine.city.queries import answering_unit, rule_words_on
from mitmachstadt.spine.problems import Problem, Refused

RULES = "melder"
DEFAULTS = Path(__file__).resolve().parent.parent / "default_rules"


@cache
def default_data() -> dict[str, Any]:
    """The platform's own rules, for towns that have not set theirs."""
    return tomllib.loads((DEFAULTS / f"{RULES}.toml").read_text("utf-8"))


@cache
def _default_words() -> str:
    return json.dumps(default_data(), sort_keys=True, default=str)


@lru_cache(maxsize=16)
def _read(data: str) -> ReportRules:
    return parse_report_rules(json.loads(data))


def report_rules(day: date | None = None) -> ReportRules:
    """The rules that hold on `day`, today by default."""
    return _read(rule_words_on(RULES, day or timezone.localdate()) or _default_words())


def rules_of_days() -> Callable[[date], ReportRules]:
    """The rules by the day, for whoever asks about many days; one question to the database, asked at once."""
    records = RuleRecord.objects.filter(key=RULES).order_by("-valid_from")
    # as the words that the database keeps: reading them is what takes time, and that is done once for the same words
    rows = list(records.defer("data").annotate(words=Cast("data", TextField())))

    @cache
    def of(key: int | None) -> ReportRules:
        words = next((row.words for row in rows if row.pk == key), "")
        return _read(words or _default_words())

    def on(day: date) -> ReportRules:
        found = next(
            (
                row.pk
                for row in rows
                if row.valid_from <= day and (not row.valid_until or row.valid_until >= day)
            ),
            None,
        )
        return of(found)

    return on


def rules_of(case: Case) -> ReportRules:
    """The rules a report is judged by: those of its day of receipt."""
    return report_rules(timezone.localdate(case.received_at))


def said(thing: Any) -> str:
    """The words of a category, group, reason or question in the language of the page."""
    english = getattr(thing, "en", "")
    return str(english if english and not (get_language() or "de").startswith("de") else thing.text)


def category_name(key: str, rules: ReportRules | None = None) -> str:
    """The name of a category; the key itself where today's rules do not know it any more."""
    found = (rules or report_rules()).category(key)
    return said(found) if found else key


def unit_named(key: str) -> Organisation:
    """The organisation of that key, if it answers cases, else who answers for the town.

    Raises:
        Refused: where the town has named nobody.
    """
    found = Organisation.objects.filter(key=key, answers_cases=True).first() or answering_unit()
    if found is None:
        raise Refused([Problem("", "no_unit", _("The town has not named a unit that answers yet."))])
    return found


def lines(day: date, lon: float | None = None, lat: float | None = None) -> list[Line]:
    """The lines of routing that hold on `day`, in order, each with the word whether the point lies in its area."""
    found = RoutingRule.objects.filter(valid_from__lte=day).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    )
    spot = Point(lon, lat) if lon is not None and lat is not None else None
    return [line_of(row, spot) for row in found.select_related("district", "unit")]


def line_of(row: RoutingRule, spot: Point | None) -> Line:
    """A line as the rule reads it."""
    inside = None
    if row.area:
        inside = spot is not None and shape(row.area).covers(spot)
    words = tuple(word.strip() for word in row.words.split(",") if word.strip())
    return Line(
        key=row.pk, category=row.category, district=row.district.slug if row.district else "", words=words,
        unit=row.unit.key, inside=inside,
    )  # fmt: skip


def route_of(
    category: Category | None, district: str, text: str, lon: float | None, lat: float | None, day: date
) -> Route:
    """Where a report of that day goes; "" as the unit is whoever sorts by hand."""
    return route(category, district, text, lines(day, lon, lat), "")
