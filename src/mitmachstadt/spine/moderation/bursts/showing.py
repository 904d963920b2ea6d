"""Reads the counts for moderators: which proposals stick out, and what one of them looks like."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation.bursts.counting import AGE, NETWORK
from mitmachstadt.spine.moderation.bursts.rules import (
    AGES,
    Burst,
    BurstRules,
    Crowd,
    Slot,
    bursts,
    crowds,
    shown,
)
from mitmachstadt.spine.moderation.models import Pulse


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is known about the votes on one case: signs, and hours with their numbers (None: too small to show)."""

    number: str
    bursts: list[Burst]
    crowds: list[Crowd]
    hours: list[tuple[datetime, int]]
    rest: int | None

    @property
    def signs(self) -> int:
        """How many things stick out."""
        return len(self.bursts) + len(self.crowds)


def picture(number: str, rules: BurstRules, now: datetime) -> Picture:
    """The picture of one case; one question."""
    return _pictures(Pulse.objects.filter(subject=number), rules, now).get(number) or Picture(
        number=number, bursts=[], crowds=[], hours=[], rest=0
    )


def conspicuous(rules: BurstRules, now: datetime, most: int = 100) -> list[dict[str, Any]]:
    """Cases with signs, most signs first: `{"case", "picture"}`; three questions, whatever their number."""
    enough = min(rules.burst_votes, rules.network_votes)
    busy = Pulse.objects.filter(kind=AGE).values("subject").annotate(n=Sum("votes")).filter(n__gte=enough)
    rows = Pulse.objects.filter(subject__in=list(busy.order_by().values_list("subject", flat=True)))
    found = [one for one in _pictures(rows, rules, now).values() if one.signs]
    found.sort(key=lambda one: (-one.signs, one.number))
    cases = {
        case.number: case for case in Case.objects.filter(number__in=[one.number for one in found[:most]])
    }
    return [{"case": cases[one.number], "picture": one} for one in found[:most] if one.number in cases]


def _pictures(rows: Any, rules: BurstRules, now: datetime) -> dict[str, Picture]:
    ages: dict[str, dict[datetime, list[int]]] = defaultdict(
        lambda: defaultdict(lambda: [0] * (len(AGES) + 1))
    )
    networks: dict[str, dict[date, list[int]]] = defaultdict(lambda: defaultdict(list))
    since = now - timedelta(days=rules.keep_days)
    for subject, span, kind, value, votes in rows.filter(span__gte=since).values_list(
        "subject", "span", "kind", "value", "votes"
    ):
        if kind == NETWORK:
            networks[subject][timezone.localdate(span)].append(votes)
        else:
            ages[subject][span][int(value)] += votes
    return {
        number: _picture(number, ages[number], networks.get(number, {}), rules, now) for number in list(ages)
    }


def _picture(
    number: str,
    spans: dict[datetime, list[int]],
    networks: dict[date, list[int]],
    rules: BurstRules,
    now: datetime,
) -> Picture:
    slots = [Slot(start, tuple(votes)) for start, votes in spans.items()]
    hours: dict[datetime, int] = defaultdict(int)
    for slot in slots:
        hours[timezone.localtime(slot.start).replace(minute=0)] += slot.total
    large = [(hour, votes) for hour, votes in sorted(hours.items()) if votes >= rules.smallest]
    rest = sum(hours.values()) - sum(votes for _hour, votes in large)
    return Picture(
        number=number,
        bursts=bursts(slots, rules, now),
        crowds=crowds(networks, rules),
        hours=large,
        rest=shown(rest, rules.smallest),
    )
