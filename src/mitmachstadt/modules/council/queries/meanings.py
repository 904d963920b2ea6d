"""The table of a day that says what the words of a result mean."""

from __future__ import annotations

from datetime import date

from mitmachstadt.modules.council.outcomes import RULE, Table, outcome_of, parse
from mitmachstadt.spine.city.queries import rule_on


def table_on(day: date) -> Table | None:
    """The town's table that holds on a day; None where it has none."""
    record = rule_on(RULE, day)
    return parse(record.data) if record else None


def meaning_of(result: str, day: date) -> str:
    """What a result means by the table of its day; "" where no table says so."""
    table = table_on(day)
    return outcome_of(result, table) if table else ""
