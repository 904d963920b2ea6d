"""What counts as a suspicious burst of votes: thresholds of the town, and pure decisions about counts by quarter hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass as plain
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from mitmachstadt.spine.city.rule_files import read
from mitmachstadt.spine.problems import Problem, refuse_if

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
MINUTES: Final = 15
SPAN: Final = timedelta(minutes=MINUTES)
#: Upper ends in days of the classes of how old an account is; the last class has none.
AGES: Final = (1, 7, 30)
Number = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Percent = Annotated[int, Field(strict=True, ge=1, le=100)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class BurstRules:
    """The dated rule `abstimmungsmuster`: from when on moderators are told.

    A burst: `burst_votes` new votes within `burst_minutes`, and `burst_factor` times what is usual in that time. Young
    accounts: `young_percent` of a burst from accounts younger than `young_days`. One network: `network_votes` of a day and
    `network_percent` of them. Numbers below `smallest` are never shown; after `keep_days` days everything is deleted.
    """

    source: str
    confirmed: Annotated[bool, Field(strict=True)]
    valid_from: date
    burst_votes: Number
    burst_minutes: Annotated[int, Field(strict=True, ge=MINUTES, le=1440, multiple_of=MINUTES)]
    burst_factor: Number
    young_days: Annotated[int, Field(strict=True)]
    young_percent: Percent
    network_votes: Number
    network_percent: Percent
    smallest: Annotated[int, Field(strict=True, ge=3, le=1000)]
    keep_days: Annotated[int, Field(strict=True, ge=1, le=31)]
    town: str = ""
    valid_until: date | None = None


READ: TypeAdapter[BurstRules] = TypeAdapter(BurstRules)


def parse_burst_rules(data: Mapping[str, Any]) -> BurstRules:
    """The rules in one file or dated record; raises `Refused`."""
    rules = read(READ, data)
    found = []
    if rules.young_days not in AGES:
        found.append(
            Problem("young_days", "class", _("Accounts are counted as younger than 1, 7 or 30 days."))
        )
    if min(rules.burst_votes, rules.network_votes) < 2 * rules.smallest:
        words = _("Bursts have to be at least twice as large as the smallest number that is shown.")
        found.append(Problem("burst_votes", "small", words))
    if rules.valid_until is not None and rules.valid_until < rules.valid_from:
        found.append(Problem("valid_until", "ends_before", _("These rules end before they begin.")))
    refuse_if(found)
    return rules


def span_of(moment: datetime) -> datetime:
    """The beginning of the quarter hour in which `moment` lies."""
    return moment.replace(minute=moment.minute // MINUTES * MINUTES, second=0, microsecond=0)


def age_class(joined: datetime, now: datetime) -> int:
    """How old an account is: 0 below one day, 1 below 7, 2 below 30, 3 older."""
    age = now - joined
    return next((at for at, days in enumerate(AGES) if age < timedelta(days=days)), len(AGES))


@plain(frozen=True)
class Slot:
    """Votes of one quarter hour by class of age; nobody in particular."""

    start: datetime
    votes: tuple[int, ...]

    @property
    def total(self) -> int:
        """All classes together."""
        return sum(self.votes)

    def young(self, days: int) -> int:
        """Votes from accounts younger than `days`, one of `AGES`."""
        return sum(self.votes[: AGES.index(days) + 1])


@plain(frozen=True)
class Burst:
    """A time in which many voted: `share` is the share of young accounts in per cent, rounded to tens."""

    start: datetime
    end: datetime
    votes: int
    share: int
    young: bool


@plain(frozen=True)
class Crowd:
    """A day on which many votes came from one network: `share` of the day's votes in per cent, rounded to tens."""

    day: date
    votes: int
    share: int


def tens(part: int, whole: int) -> int:
    """A share in per cent, rounded to tens, so that no single person can be told from it; 0 of nothing."""
    return round(10 * part / whole) * 10 if whole else 0


def bursts(slots: Iterable[Slot], rules: BurstRules, now: datetime) -> list[Burst]:
    """Times that stick out, the largest first and none twice.

    What is usual: votes outside that time, spread over the days since the first vote that is known. So the first hour of
    a proposal sticks out as well when nothing followed yet; the page says what else makes many people vote at once.
    """
    known = sorted((slot for slot in slots if slot.total), key=lambda slot: slot.start)
    width = timedelta(minutes=rules.burst_minutes)
    found: list[Burst] = []
    whole = sum(slot.total for slot in known)
    spans = max(1.0, (now - known[0].start) / width) if known else 1.0
    windows = []
    for at, first in enumerate(known):
        inside = [slot for slot in known[at:] if slot.start < first.start + width]
        windows.append((sum(slot.total for slot in inside), first.start, inside))
    for votes, start, inside in sorted(windows, key=lambda one: (-one[0], one[1])):
        usual = (whole - votes) / max(1.0, spans - 1)
        if votes < rules.burst_votes or votes < rules.burst_factor * usual:
            continue
        end = start + width
        if any(start < other.end and other.start < end for other in found):
            continue
        young = sum(slot.young(rules.young_days) for slot in inside)
        many = young >= rules.smallest and 100 * young >= rules.young_percent * votes
        found.append(Burst(start=start, end=end, votes=votes, share=tens(young, votes), young=many))
    return found


def crowds(days: Mapping[date, Sequence[int]], rules: BurstRules) -> list[Crowd]:
    """Days on which one network brought many votes; `days` has the votes of each network of a day, nameless."""
    found = []
    for day, networks in sorted(days.items()):
        most, whole = max(networks, default=0), sum(networks)
        if most >= rules.network_votes and 100 * most >= rules.network_percent * whole:
            found.append(Crowd(day=day, votes=most, share=tens(most, whole)))
    return found


def shown(number: int, smallest: int) -> int | None:
    """The number itself, or None for one that is too small to be shown; nothing stays nothing."""
    return number if number == 0 or number >= smallest else None
