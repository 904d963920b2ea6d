"""The secret link of a case: made from the key of the submission, so that the database alone never yields it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core import signing

from mitmachstadt.spine.cases.models import Case

EMAIL_SALT = "case-email"
EMAIL_MAX_AGE = 60 * 60 * 24 * 30


def new_submission_key() -> str:
    """A key for a case whose form brought none."""
    return secrets.token_urlsafe(32)


def secret_for(submission_key: str) -> str:
    """The secret of the case with this key, 43 characters safe in an address.

    It can be worked out again only with the installation's SECRET_KEY, so a double submit gets the same receipt and
    later mails can carry the link, while a stolen database opens nothing.
    """
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"case:{submission_key}".encode(), hashlib.sha256
    ).hexdigest()
    return digest[:43]


def hash_of(secret: str) -> str:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def opens(case: Case, secret: str) -> bool:
    """True when `secret` belongs to `case`; compared in constant time."""
    return hmac.compare_digest(case.secret_hash, hash_of(secret))


def secret_of(case: Case) -> str:
    """The secret of a stored case; "" once its personal data are deleted."""
    return secret_for(case.submission_key) if case.submission_key else ""


def email_token(case: Case) -> str:
    """The token that proves an e-mail address, for the link in the first mail."""
    return signing.dumps([case.number, case.sender_email], salt=EMAIL_SALT)


def read_email_token(token: str) -> tuple[str, str] | None:
    """Case number and address of a token, None for a wrong one or one older than 30 days."""
    try:
        number, email = signing.loads(token, salt=EMAIL_SALT, max_age=EMAIL_MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(number), str(email)
