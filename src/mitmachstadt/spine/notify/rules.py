"""When a mail is tried again, when a digest is due, and what may be followed; pure functions."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAITS = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR)
GIVE_UP_AFTER = timedelta(days=3)
# A worker that took a mail and died must not keep it for ever; a slow server answers well within this time.
LEASE = timedelta(minutes=15)
DIGEST_TIME = time(7)
TOWN_TIME = ZoneInfo("Europe/Berlin")
UNCONFIRMED_DAYS = 7
SENT_DAYS, FAILED_DAYS, NEWS_DAYS = 30, 90, 400
MAX_SEARCH_LETTERS = 100


def next_try(tries: int, created_at: datetime, now: datetime) -> datetime | None:
    """When a mail that failed `tries` times (1 or more) is tried again; None when three days have passed."""
    if now - created_at >= GIVE_UP_AFTER:
        return None
    return now + WAITS[min(tries, len(WAITS)) - 1]


def last_digest_moment(frequency: str, now: datetime) -> datetime:
    """The latest 7 o'clock of the town (for `weekly` that of a Monday) which is not after `now`."""
    local = now.astimezone(TOWN_TIME)
    day = local.date()
    if frequency == "weekly":
        day -= timedelta(days=day.weekday())
    moment = datetime.combine(day, DIGEST_TIME, TOWN_TIME)
    if moment > local:
        step = timedelta(days=7 if frequency == "weekly" else 1)
        moment = datetime.combine(day - step, DIGEST_TIME, TOWN_TIME)
    return moment


def key_of(kind: str, target: str) -> str:
    """`project`, `V-2026-014` -> `project:V-2026-014`: how news names what it is about."""
    return f"{kind}:{target}"


def problems_with_address(address: str) -> list[Problem]:
    """Why nobody can be written at `address`; the sentence helps with the most common slip."""
    text = address.strip()
    if not text:
        return [Problem("email", "missing", _("Please give your e-mail address."))]
    if "@" in text and "." not in text.split("@")[-1]:
        sentence = _("The part after the @ is missing, for example web.de.")
        return [Problem("email", "no_domain", sentence)]
    try:
        validate_email(text)
    except ValidationError:
        return [Problem("email", "invalid", _("This is no e-mail address, for example gerda@web.de."))]
    return []


def problems_with_search(text: str) -> list[Problem]:
    """Why a search can not be followed."""
    if len(text.strip()) < 3:
        return [Problem("target", "too_short", _("Please give a word with at least three letters."))]
    if len(text) > MAX_SEARCH_LETTERS:
        return [Problem("target", "too_long", _("Please use at most 100 characters."))]
    return []
