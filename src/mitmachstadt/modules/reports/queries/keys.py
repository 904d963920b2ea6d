"""Which app a key belongs to, and the tokens under which it asks what became of a report."""

from __future__ import annotations

import hashlib
import re

from django.utils.crypto import constant_time_compare, salted_hmac

from mitmachstadt.modules.reports.models import ApiKey

TOKEN = re.compile(r"([A-Z]{1,4}-\d{4}-\d{1,9})-([0-9a-f]{24})")


def hash_of(secret: str) -> str:
    """What is kept of a key. Its 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def key_of(secret: str) -> ApiKey | None:
    """The key with these words, as long as it holds."""
    found: ApiKey | None = ApiKey.objects.filter(key_hash=hash_of(secret), ended_at__isnull=True).first()
    return found


def token_for(number: str) -> str:
    """What an app asks with until a report is public; nobody can guess it."""
    return f"{number}-{_mark(number)}"


def number_of(token: str) -> str:
    """The report that a token stands for; "" for a wrong one."""
    found = TOKEN.fullmatch(token)
    return found[1] if found and constant_time_compare(found[2], _mark(found[1])) else ""


def _mark(number: str) -> str:
    return salted_hmac("georeport-token", number).hexdigest()[:24]
