"""Counting working days; pure, the holidays are an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta


def is_working_day(day: date, is_holiday: Callable[[date], bool]) -> bool:
    """True from Monday to Friday unless the day is a public holiday."""
    return day.weekday() < 5 and not is_holiday(day)


def add_working_days(start: date, count: int, is_holiday: Callable[[date], bool]) -> date:
    """The `count`-th working day after `start`; with `count` 0 the next working day from `start` on.

    Raises:
        ValueError: when `count` is negative.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    day = start
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day, is_holiday):
            count -= 1
    while not is_working_day(day, is_holiday):
        day += timedelta(days=1)
    return day
