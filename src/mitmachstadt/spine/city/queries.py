"""Questions about the town that every module asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays
from django.conf import settings
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from mitmachstadt.spine.city.models import District, Organisation, OrganisationKind, Population, RuleRecord
from mitmachstadt.spine.city.workdays import add_working_days
from mitmachstadt.spine.prepared import Prepared

RULE = Prepared(
    lambda key, day: (
        RuleRecord.objects.filter(key=key, valid_from__lte=day)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        .order_by("-valid_from")[:1]
    )
)


RULE_WORDS: Prepared[str] = Prepared(
    lambda key, day: (
        RULE.make(key, day).annotate(words=Cast("data", TextField())).values_list("words", flat=True)
    )
)


def rule_on(key: str, day: date) -> RuleRecord | None:
    """The dated rule `key` that holds on `day`, the latest start first; None when there is none."""
    return next(iter(RULE(key, day)), None)


def rule_words_on(key: str, day: date) -> str:
    """The data of that rule as the database writes it, "" when there is none: whoever reads the same words only once
    asks for these, since reading them costs more than the question."""
    return next(iter(RULE_WORDS(key, day)), "")


@cache
def holidays_of(year: int) -> frozenset[date]:
    """Public holidays of the town's state in `year` (library `holidays`, state from town.toml)."""
    return frozenset(holidays.country_holidays("DE", subdiv=settings.TOWN["state"], years=year))


def due_after(start: date, working_days: int) -> date:
    """The day `working_days` working days after `start`, counted with the holidays of the town's state."""
    return add_working_days(start, working_days, lambda day: day in holidays_of(day.year))


def district_by_name(name: str) -> District | None:
    """The district of that name or alias, whatever the case of its letters."""
    wanted = name.strip().casefold()
    for district in District.objects.all():
        if wanted in names_of(district):
            return district
    return None


def names_of(district: District) -> set[str]:
    """Every name a district goes by, in small letters."""
    return {district.name.casefold(), district.slug, *(str(a).casefold() for a in district.aliases)}


def residents_of(districts: Iterable[District] = ()) -> int | None:
    """Residents of these districts by the town's newest figures, or of the whole town; None without figures.

    Statistics know other borders than everyday names do. Where one of the districts has no figure of its name, the
    whole town is counted, so that no number is guessed and none is too small.
    """
    newest = {
        row.district.name.casefold(): row.residents
        for row in Population.objects.select_related("district").order_by("day")
    }
    named = [next((newest[name] for name in names_of(one) if name in newest), None) for one in districts]
    known = [number for number in named if number is not None]
    if known and len(known) == len(named):
        return sum(known)
    return sum(newest.values()) if newest else None


def answering_unit() -> Organisation | None:
    """Who answers what belongs to no unit in particular: the town itself; None where nobody answers cases."""
    units = Organisation.objects.filter(answers_cases=True, kind=OrganisationKind.TOWN)
    return units.filter(parent__isnull=True).order_by("id").first() or units.order_by("id").first()
