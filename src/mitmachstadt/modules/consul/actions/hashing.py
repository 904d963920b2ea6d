"""The keyed hash of an e-mail address, the only trace of one that is kept."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def hash_of(email: str) -> str:
    """A keyed hash: without the secret of the installation nobody tries addresses against it."""
    words = email.strip().lower()
    return hmac.new(
        settings.SECRET_KEY.encode(), f"consul-author:{words}".encode(), hashlib.sha256
    ).hexdigest()
