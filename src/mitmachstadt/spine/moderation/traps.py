"""Tells people from machines without asking people anything: a field nobody sees and a form that takes time."""

from __future__ import annotations

import secrets

from django.core import signing
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.crypto import salted_hmac

SALT = "form-token"
MIN_SECONDS = 2
MAX_SECONDS = 60 * 60 * 24 * 2
#: The name sounds like something a machine wants to fill in; people never see the field.
TRAP_FIELD = "website"


def new_token() -> str:
    """A signed token for one showing of a form; it also makes a double submit recognisable."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(24))


def token_of(request: HttpRequest) -> str:
    """Like `new_token`, and the same for one browser all day: whoever goes back and sends the same again sends it twice."""
    get_token(request)
    mine = salted_hmac(SALT, f"{request.META['CSRF_COOKIE']} {timezone.localdate()}").hexdigest()
    return signing.TimestampSigner(salt=SALT).sign(mine)


def read_token(token: str) -> str | None:
    """The random part of a token that this installation made at most two days ago, else None."""
    try:
        return signing.TimestampSigner(salt=SALT).unsign(token, max_age=MAX_SECONDS)
    except signing.BadSignature:
        return None


def too_fast(token: str) -> bool:
    """True when the form came back sooner than anybody can read it (2 seconds)."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(token, max_age=MIN_SECONDS)
    except signing.SignatureExpired:
        return False
    except signing.BadSignature:
        return True
    return True
