"""How long a duty has: the dated rule of its day, or the number the kind itself names."""

from __future__ import annotations

from datetime import date

from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Owed, kind_of
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.city.queries import due_after, rule_on


def working_days(rule_key: str, duty: str, default: int, day: date) -> int:
    """Working days of `duty` by the dated rule `rule_key` that holds on `day`.

    The data of the record looks like {"working_days": {"release": 2}}; a duty it does not name has `default`.
    """
    record = rule_on(rule_key, day)
    named = record.data.get("working_days", {}) if record else {}
    return int(named.get(duty, default))


def owed(case: Case, duty: str, day: date, unit: Organisation | None = None) -> Owed:
    """The duty `duty` of `case` beginning on `day`, owed by `unit` or the unit in charge."""
    kind = kind_of(case)
    days = working_days(kind.rule_key, duty, kind.duty(duty).working_days, day)
    return Owed(duty, unit or case.unit, due_after(day, days))
