"""Brakes for floods: counted per session and per address, so generously that a school class passes."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's network address, seen through as many proxies of our own as the settings name."""
    hops: int = settings.PROXY_HOPS
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if hops and forwarded:
        return forwarded[-min(hops, len(forwarded))]
    return str(request.META.get("REMOTE_ADDR", ""))


def fingerprint(text: str) -> str:
    """A name for the counter that does not give the address away."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:24]


def too_many(name: str, who: str, *, limit: int, seconds: int) -> bool:
    """Counts one more try of `who`; True when there were more than `limit` within `seconds`."""
    key = f"limit.{name}.{fingerprint(who)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > limit
    except ValueError:
        # The counter ran out between the two calls: this is the first try of a new span.
        cache.set(key, 1, seconds)
        return False
