"""How figures on reports are computed: medians that say nothing where too few stand behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

#: Fewer reports than this give no median: one slow case would speak for all.
LEAST = 5
#: How old open reports are, in days: up to a week, a month, a quarter, and older.
AGES = (7, 30, 90)


@dataclass(frozen=True, kw_only=True)
class Past:
    """One report as far as figures read it; days are whole and fractions of days since it came in (None: not yet)."""

    category: str
    district: str
    state: str
    disputed: bool
    answered: float | None = None
    ended: float | None = None


@dataclass
class Counts:
    """What is known of some reports together."""

    received: int = 0
    open: int = 0
    fixed: int = 0
    closed: int = 0
    disputed: int = 0
    ever_ended: int = 0
    answers: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def add(self, one: Past) -> None:
        """Counts one more report."""
        self.received += 1
        self.open += one.state in ("open", "in_work", "passed_on")
        self.fixed += one.state == "fixed"
        self.closed += one.state == "closed"
        self.disputed += one.disputed
        self.ever_ended += one.ended is not None or one.disputed
        if one.answered is not None:
            self.answers.append(one.answered)
        if one.ended is not None:
            self.ends.append(one.ended)

    @property
    def days_to_answer(self) -> Decimal | None:
        """Median days to the first answer."""
        return typical(self.answers)

    @property
    def days_to_end(self) -> Decimal | None:
        """Median days to the end."""
        return typical(self.ends)

    @property
    def fixed_share(self) -> int | None:
        """Of those that came to an end, how many in a hundred were really mended."""
        return share(self.fixed, self.fixed + self.closed)

    @property
    def disputed_share(self) -> int | None:
        """Of those that came to an end at least once, how many in a hundred the reporter disputed."""
        return share(self.disputed, self.ever_ended)


def typical(days: Sequence[float]) -> Decimal | None:
    """The median in days with one digit; None for fewer than `LEAST`."""
    if len(days) < LEAST:
        return None
    return Decimal(str(round(median(days), 1)))


def share(part: int, whole: int) -> int | None:
    """Per cent, rounded; None for fewer than `LEAST` in all."""
    return round(100 * part / whole) if whole >= LEAST else None


def counted(rows: Sequence[Past], by: str) -> dict[str, Counts]:
    """Counts by the attribute `by` of the reports."""
    found: dict[str, Counts] = {}
    for one in rows:
        found.setdefault(getattr(one, by), Counts()).add(one)
    return found


def age_groups(ages: Sequence[int]) -> list[int]:
    """How many of these ages in days lie in each group of `AGES`, the oldest last."""
    found = [0] * (len(AGES) + 1)
    for age in ages:
        found[next((place for place, most in enumerate(AGES) if age <= most), len(AGES))] += 1
    return found


def quarter_of(day: date) -> str:
    """The quarter of a day: 2026-Q4."""
    return f"{day.year}-Q{(day.month + 2) // 3}"
