"""Dates, deadlines and money the way the town says them: weekday, days left, spaces that never break."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NBSP = "\u00a0"
#: Names of months up to this length are written whole: June, März.
SHORT = 4
#: From so many days on a day on the desk says its year.
FAR = 300


def as_day(value: date | datetime) -> date:
    """The day in the town's time zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def firm(text: str) -> str:
    """Keeps number and month, number and unit together: `5. Dezember`, `18 Uhr`, `70 %`."""
    text = re.sub(r"(\d\.?) (?=\S)", rf"\1{NBSP}", text)
    return re.sub(r"(\d\.\u00a0\w+) (?=\d{4})", rf"\1{NBSP}", text)


@lru_cache(maxsize=4096)
def _written(on: date, pattern: str, language: str | None) -> str:
    """A day in this language; a page names the same few days again and again."""
    return firm(formats.date_format(on, pattern))


def day(value: date | datetime) -> str:
    """`5. Dezember 2026`."""
    return _written(as_day(value), "DATE_FORMAT", get_language())


def day_without_year(value: date | datetime) -> str:
    """`5. Dezember`."""
    return _written(as_day(value), _("F j"), get_language())


def day_short(value: date | datetime, today: date | None = None) -> str:
    """`9. Nov`, for narrow columns; months of four letters are never cut. Given today, with the year when it is another one."""
    on = as_day(value)
    words = (
        day_without_year(on)
        if len(formats.date_format(on, "F")) <= SHORT
        else _written(on, _("M j"), get_language())
    )
    if today is None or on.year == today.year:
        return words
    return firm(_("%(day)s, %(year)s") % {"day": words, "year": on.year})


def weekday_and_day(value: date | datetime, today: date) -> str:
    """`Samstag, 5. Dezember`, with the year only when it is another one than today's."""
    on = as_day(value)
    pattern = _("l, F j") if on.year == today.year else _("l, F j, Y")
    return _written(on, pattern, get_language())


def clock(value: datetime) -> str:
    """`18 Uhr` or `14:20 Uhr`, in the town's time."""
    local = timezone.localtime(value)
    return firm(formats.time_format(local, _("g A") if local.minute == 0 else _("g:i A")))


def days_left(until: date | datetime, today: date) -> str:
    """`noch 12 Tage`, `nur noch heute`, `seit 2 Tagen vorbei`. A window ends at 24:00 of its last day."""
    number = (as_day(until) - today).days
    if number == 0:
        return _("today only")
    if number < 0:
        return ngettext("over since %(n)s day", "over since %(n)s days", -number) % {"n": f"{-number}"}
    return firm(ngettext("%(n)s day left", "%(n)s days left", number) % {"n": number})


def deadline(until: date | datetime, today: date) -> str:
    """`Noch 12 Tage, bis Samstag, 5. Dezember`."""
    words = days_left(until, today)
    return _("%(left)s, until %(day)s") % {
        "left": words[:1].upper() + words[1:],
        "day": weekday_and_day(until, today),
    }


def overdue(due: date | datetime, today: date) -> str:
    """`seit 2 Tagen`, `seit gestern`, `heute`, else the day; for the clerks' inbox."""
    number = (today - as_day(due)).days
    if number == 0:
        return _("today")
    if number == 1:
        return _("since yesterday")
    if number > 1:
        return firm(ngettext("since %(n)s day", "since %(n)s days", number) % {"n": number})
    return (
        day_short(due, today if number < -FAR else None)
        if number < -6
        else formats.date_format(as_day(due), "D")
    )


def money(amount: Decimal | float | int) -> str:
    """`280.000 Euro`; cents only when there are any."""
    value = Decimal(str(amount))
    places = 0 if value == value.to_integral() else 2
    number = formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
    return _("%(amount)s euros") % {"amount": number.replace(" ", NBSP)} if value != 1 else _("1 euro")


def money_range(low: Decimal | float | int, high: Decimal | float | int | None) -> str:
    """`280.000 bis 340.000 Euro`, or one amount when both are the same."""
    if high is None or high == low:
        return money(low)
    value = formats.number_format(Decimal(str(low)), decimal_pos=0, use_l10n=True, force_grouping=True)
    return _("%(low)s to %(high)s") % {"low": value, "high": money(high)}
