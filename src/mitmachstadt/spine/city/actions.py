"""Writers of the town's data that every module needs."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from mitmachstadt.spine.city.models import NumberSeries


@transaction.atomic
def next_number(prefix: str, year: int) -> str:
    """The next number of a series, such as `V-2026-014`; the row's lock makes it unique among parallel writers.

    Call it inside the transaction that uses the number, so that a failure gives it back.
    """
    return next_numbers(prefix, year, 1)[0]


@transaction.atomic
def next_numbers(prefix: str, year: int, count: int) -> list[str]:
    """The next `count` numbers of a series at once, for imports; like `next_number` otherwise."""
    NumberSeries.objects.get_or_create(prefix=prefix, year=year)
    NumberSeries.objects.filter(prefix=prefix, year=year).update(last=F("last") + count)
    last = NumberSeries.objects.values_list("last", flat=True).get(prefix=prefix, year=year)
    return [f"{prefix}-{year}-{number:03d}" for number in range(last - count + 1, last + 1)]
