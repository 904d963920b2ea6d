"""Lengths of time as town rules name them, because "3 months" and "90 days" are not the same day."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import ngettext_lazy

Unit = Literal["days", "weeks", "months"]

DAYS_AT_LEAST: dict[Unit, int] = {"days": 1, "weeks": 7, "months": 28}


@dataclass(frozen=True)
class Span:
    """So many days, weeks or months; never negative."""

    amount: int
    unit: Unit

    @property
    def words(self) -> Promise:
        """The length for people: "6 weeks"."""
        forms = {
            "days": ngettext_lazy("{count} day", "{count} days", self.amount),
            "weeks": ngettext_lazy("{count} week", "{count} weeks", self.amount),
            "months": ngettext_lazy("{count} month", "{count} months", self.amount),
        }
        return format_lazy(forms[self.unit], count=self.amount)


#: A day as people read it, in the language of the moment the sentence is shown.
spoken_day = lazy(date_format, str)


def after(day: date, span: Span) -> date:
    """The last day of a period that begins with an event on `day`.

    Counted as sections 187 (1) and 188 of the Civil Code (BGB) say: the day of the event does not count; a
    period of weeks ends on the same weekday, one of months on the same number, or on the last day of a
    shorter month.
    """
    if span.unit == "days":
        return day + timedelta(days=span.amount)
    if span.unit == "weeks":
        return day + timedelta(weeks=span.amount)
    months = day.year * 12 + day.month - 1 + span.amount
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def day_of(moment: datetime) -> date:
    """The calendar day of an aware moment on the clock of the town (the TIME_ZONE of the installation).

    Raises ValueError for a moment without a time zone: nobody could say which day that is.
    """
    return timezone.localtime(moment, timezone.get_default_timezone()).date()
