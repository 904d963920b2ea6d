"""Counts votes as they come, without persons: by quarter hour and age of the account, and by day and network.

The two counts stand apart, so that no line says when somebody of a network voted; neither knows for or against. A network
is known by a hash whose salt is made by chance each day and forgotten with it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mitmachstadt.spine.moderation.bursts.rules import age_class, span_of
from mitmachstadt.spine.moderation.limits import client_address
from mitmachstadt.spine.moderation.models import Pulse, PulseSalt
from mitmachstadt.spine.prepared import as_parameter

AGE, NETWORK = "a", "n"
#: The request that is being answered, for whoever counts below a view; None in commands and tests of actions.
current: ContextVar[HttpRequest | None] = ContextVar("request whose network is counted", default=None)
_salts: dict[date, str] = {}


def counting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Remembers what is sent in while it is answered; nothing is read of it unless somebody votes."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        mark = current.set(request)
        try:
            return get_response(request)
        finally:
            current.reset(mark)

    return answer


def note_vote(subject: str, joined: datetime) -> None:
    """Counts one new vote on the case with that number, from an account made at `joined`; one statement.

    Call it inside the transaction of the vote, under its lock, so that two never wait for each other here.
    """
    now = timezone.now()
    day = timezone.localdate(now)
    rows: list[tuple[datetime, str, str]] = [(span_of(now), AGE, str(age_class(joined, now)))]
    request = current.get()
    if request is not None:
        rows.append((midnight(day), NETWORK, network_hash(client_address(request), day)))
    values = [
        as_parameter(connection, one) for span, kind, value in rows for one in (subject, span, kind, value, 1)
    ]
    places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    table = Pulse._meta.db_table
    statement = (
        f'INSERT INTO "{table}" ("subject", "span", "kind", "value", "votes") VALUES {places} '  # noqa: S608 (own names)
        f'ON CONFLICT ("subject", "span", "kind", "value") DO UPDATE SET "votes" = "{table}"."votes" + 1'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def midnight(day: date) -> datetime:
    """The first moment of a day in town."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def network_hash(address: str, day: date) -> str:
    """A name for a network that holds for one day: an IPv4 address, or the first half of an IPv6 address."""
    return hashlib.blake2b(network_of(address).encode(), key=salt_of(day).encode(), digest_size=8).hexdigest()


def network_of(address: str) -> str:
    """What one household or school shares."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found) >> 64 << 64, 64)))
    return str(found)


def salt_of(day: date) -> str:
    """The salt of a day, the same in every process; asked of the database once a day and process."""
    found = _salts.get(day)
    if found is None:
        row, made = PulseSalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(16)})
        found = row.salt
        if not made:
            # One that was just made may still be taken back with its transaction.
            _salts.clear()
            _salts[day] = found
    return found


def forget(now: datetime, keep_days: int) -> int:
    """Deletes counts older than `keep_days` days, and the salts of all days before today."""
    today = timezone.localdate(now)
    PulseSalt.objects.filter(day__lt=today).delete()
    return int(Pulse.objects.filter(span__lt=midnight(today - timedelta(days=keep_days))).delete()[0])
