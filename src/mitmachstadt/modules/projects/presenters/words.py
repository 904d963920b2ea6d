"""What the pages of the list say beside the common words for dates and money: chips, reading time, lateness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language, gettext, ngettext

from mitmachstadt.spine.ui import status
from mitmachstadt.spine.ui.words import as_day, day, day_without_year, days_left, firm

WORDS_A_MINUTE = 150


@dataclass(frozen=True)
class Chip:
    """Colour, icon and word of a status, always all three."""

    tone: str
    icon: str
    text: str


def status_chip(key: str, detail: str = "") -> Chip:
    """A status of the look as plain values, so that pages, PDF and calendars say the same words."""
    found = status.find(key)
    return Chip(found.tone, found.icon, f"{found.short}{found.joint}{detail}" if detail else str(found.label))


def near_day(value: date | datetime, today: date) -> str:
    """The day, with its year only when that is not this year's."""
    return day_without_year(value) if as_day(value).year == today.year else day(value)


def time_left(end: date | None, today: date) -> str:
    """`noch 12 Tage` for an open window, `bis auf Weiteres` for one without an end."""
    return days_left(end, today) if end else gettext("until further notice")


def days_late(days: int) -> str:
    """`seit 2 Tagen`."""
    return firm(ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days})


def reading_minutes(*texts: str) -> int:
    """Minutes to read these texts aloud, at least one."""
    return max(1, round(sum(len(text.split()) for text in texts) / WORDS_A_MINUTE))


def language() -> str:
    """The language of the page, `de` or `en`."""
    return (get_language() or "de")[:2]
