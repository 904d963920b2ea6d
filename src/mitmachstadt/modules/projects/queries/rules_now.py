"""The town's dated rules of the list, read once per record."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from mitmachstadt.spine.city.models import RuleRecord
from mitmachstadt.spine.city.queries import rule_on
from mitmachstadt.spine.proof import noted

RULE_KEY = "vorhabenliste"
SECONDS = 60

_outside: dict[date, tuple[float, str]] = {}


@noted
def outside_window(day: date) -> str:
    """What happens to suggestions outside the window on that day: "collect" or "refuse" ("collect" without any rule)."""
    kept = _outside.get(day)
    if kept and time.monotonic() - kept[0] < SECONDS:
        return kept[1]
    record = rule_on(RULE_KEY, day)
    window = record.data.get("window", {}) if record else {}
    _outside.clear()
    _outside[day] = (time.monotonic(), str(window.get("outside", "collect")))
    return _outside[day][1]


@receiver([post_save, post_delete], sender=RuleRecord)
def forget_rules(**kwargs: Any) -> None:
    """A changed rule is read again."""
    _outside.clear()


def criteria_texts(day: date, fallback: date) -> dict[str, str]:
    """Criteria by key in the words of the rule of `day`, or of `fallback` where none held then."""
    record = rule_on(RULE_KEY, day) or rule_on(RULE_KEY, fallback)
    items = (record.data.get("criteria") or {}).get("items", []) if record else []
    return {str(item.get("key")): str(item.get("text")) for item in items}
