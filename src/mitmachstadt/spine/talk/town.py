"""The town's rules about comments on a day, with the platform's own where the town has none."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from mitmachstadt.spine.city.queries import rule_on
from mitmachstadt.spine.talk.rules import TalkRules, parse_talk_rules

RULES = "gespraech"
DEFAULTS = Path(__file__).resolve().parent / "default_rules"


@cache
def default_data() -> dict[str, Any]:
    """The platform's own rules."""
    return tomllib.loads((DEFAULTS / f"{RULES}.toml").read_text("utf-8"))


@lru_cache(maxsize=16)
def _read(data: str) -> TalkRules:
    return parse_talk_rules(json.loads(data))


def talk_rules(day: date | None = None) -> TalkRules:
    """The rules that hold on `day`, today by default."""
    record = rule_on(RULES, day or timezone.localdate())
    return _read(json.dumps(record.data if record else default_data(), sort_keys=True, default=str))
