"""When a mail is tried again, when a digest is due, and what may be followed; pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, time, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit
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
PUSH_GIVE_UP_AFTER = timedelta(days=2)
PUSH_DAYS = 7
# More than this at once, as after a night, is one message that says how many.
MOST_PUSHES_AT_ONCE = 3
MAX_ENDPOINT = 1000
MOST_FOLLOWS = 50
KEY = re.compile(r"[A-Za-z0-9_-]+={0,2}")


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


def after_quiet(now: datetime, quiet_from: time, quiet_until: time) -> datetime:
    """`now`, or the end of the quiet hours in which it lies; the same time twice means no quiet hours."""
    local = now.astimezone(TOWN_TIME)
    clock = local.time()
    over_midnight = quiet_from > quiet_until
    quiet = clock >= quiet_from or clock < quiet_until if over_midnight else quiet_from <= clock < quiet_until
    if not quiet:
        return now
    day = local.date() + timedelta(days=1 if over_midnight and clock >= quiet_from else 0)
    return datetime.combine(day, quiet_until, TOWN_TIME)


def next_push(tries: int, created_at: datetime, now: datetime) -> datetime | None:
    """When a message to a device that failed `tries` times is tried again; None after two days, when it is no news."""
    return None if now - created_at >= PUSH_GIVE_UP_AFTER else now + WAITS[min(tries, len(WAITS)) - 1]


def problems_with_endpoint(address: str, allowed: Collection[str] = ()) -> list[Problem]:
    """Why no message may go to `address`: only https to a public name, unless its origin is `allowed`."""
    bad = [Problem("endpoint", "address", _("Your browser named an address that we do not write to."))]
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return bad
    if len(address) > MAX_ENDPOINT or not address.isascii() or any(sign.isspace() for sign in address):
        return bad
    if f"{parts.scheme}://{parts.netloc}" in allowed:
        return []
    host = parts.hostname or ""
    if parts.scheme != "https" or parts.username is not None or port not in (None, 443) or "." not in host:
        return bad
    try:
        return [] if public_address(host) else bad
    except ValueError:
        return [] if not host.endswith((".local", ".localhost", ".internal", ".arpa", ".")) else bad


def public_address(address: str) -> bool:
    """True for the number of a machine on the open internet.

    Raises:
        ValueError: when it is no number but a name.
    """
    number = ip_address(address)
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    return number.is_global and not number.is_multicast and (inner is None or inner.is_global)


def problems_with_keys(p256dh: str, auth: str) -> list[Problem]:
    """Why messages can not be encrypted for a device."""
    lengths = [len(key.rstrip("=")) for key in (p256dh, auth)]
    if lengths == [87, 22] and KEY.fullmatch(p256dh) and KEY.fullmatch(auth):
        return []
    return [Problem("keys", "keys", _("Your browser named no usable keys."))]


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
