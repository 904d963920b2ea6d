"""The town's thresholds on a day, with the platform's own where the town has none."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from mitmachstadt.spine.city.queries import rule_on
from mitmachstadt.spine.moderation.bursts.rules import BurstRules, parse_burst_rules

RULES = "abstimmungsmuster"
DEFAULTS = Path(__file__).resolve().parent.parent / "default_rules"


@cache
def default_data() -> dict[str, Any]:
    """The platform's own rules."""
    return tomllib.loads((DEFAULTS / f"{RULES}.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def _read(data: str) -> BurstRules:
    return parse_burst_rules(json.loads(data))


def burst_rules(day: date | None = None) -> BurstRules:
    """The rules that hold on `day`, today by default."""
    record = rule_on(RULES, day or timezone.localdate())
    return _read(json.dumps(record.data if record else default_data(), sort_keys=True, default=str))
