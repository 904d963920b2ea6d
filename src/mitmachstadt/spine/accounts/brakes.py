"""How failed sign-ins are slowed down without giving a stranger the means to lock somebody out.

Three counters: an account from one address (allauth's key), one address alone (allauth), and an account from all
addresses together. The last one holds back devices that never signed in to this account; the person's own
devices pass it, and signing in by code or passkey is never held back by it.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from mitmachstadt.spine.accounts import devices
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.moderation.limits import client_address, fingerprint

EVERYWHERE = 60
SECONDS = 3600


def counter(email: str) -> str:
    return f"limit.login.everywhere.{fingerprint(email.strip().lower())}"


def key(request: HttpRequest, email: str) -> str:
    """What allauth counts wrong passwords by: this account at this address, apart for a device that is known."""
    place = "known:" + devices.known_for(request) if is_known(request, email) else client_address(request)
    return f"{place}:{email.strip().lower()}"


def held_back(request: HttpRequest, email: str) -> bool:
    """True when this account met too many wrong passwords everywhere and the device was never signed in to it."""
    return int(cache.get(counter(email), 0)) >= EVERYWHERE and not is_known(request, email)


def count_failure(request: HttpRequest, email: str) -> None:
    """One more wrong password, from wherever."""
    name = counter(email)
    cache.add(name, 0, SECONDS)
    try:
        cache.incr(name)
    except ValueError:
        cache.set(name, 1, SECONDS)


def forget(email: str) -> None:
    """Sets the account's counter back."""
    cache.delete(counter(email))


def is_known(request: HttpRequest, email: str) -> bool:
    """True on a device where the account of `email` signed in within half a year."""
    mark = devices.known_for(request)
    return bool(mark) and User.objects.filter(public_id=mark, email__iexact=email.strip()).exists()
