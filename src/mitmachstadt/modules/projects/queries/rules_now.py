"""The town's dated rules of the list, read once per record."""

from __future__ import annotations

from datetime import date

from mitmachstadt.spine.city.queries import rule_on

RULE_KEY = "vorhabenliste"


def outside_window(day: date) -> str:
    """What happens to suggestions outside the window on that day: "collect" or "refuse" ("collect" without any rule)."""
    record = rule_on(RULE_KEY, day)
    window = record.data.get("window", {}) if record else {}
    return str(window.get("outside", "collect"))


def criteria_texts(day: date, fallback: date) -> dict[str, str]:
    """Criteria by key in the words of the rule of `day`, or of `fallback` where none held then."""
    record = rule_on(RULE_KEY, day) or rule_on(RULE_KEY, fallback)
    items = (record.data.get("criteria") or {}).get("items", []) if record else []
    return {str(item.get("key")): str(item.get("text")) for item in items}
