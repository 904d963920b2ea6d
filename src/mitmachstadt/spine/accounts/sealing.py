"""Secrets of second steps lie sealed in the database, so that a copy of it alone lets nobody in."""

from __future__ import annotations

import base64
import logging
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem, Refused

log = logging.getLogger(__name__)

#: How a sealed value begins; anything else was written before sealing existed.
MARK = "sealed:"


def seal(text: str) -> str:
    """`text` under the newest key, in characters that fit everywhere."""
    return MARK + ring(tuple(settings.SEALING_KEYS)).encrypt(text.encode()).decode("ascii")


def unseal(kept: str) -> str:
    """What was sealed; a value from before is returned as it is.

    Raises:
        Refused: no key of the installation opens it. Never an empty word instead: its codes could be computed.
    """
    if not kept.startswith(MARK):
        return kept
    try:
        return ring(tuple(settings.SEALING_KEYS)).decrypt(kept.removeprefix(MARK)).decode()
    except InvalidToken:
        log.error("a second step can not be opened: does SEALING_KEYS hold the earlier key?")
        words = _("This second step can not be checked at the moment. Please tell the operators.")
        raise Refused([Problem("", "sealed", words)]) from None


@lru_cache(maxsize=4)
def ring(keys: tuple[str, ...]) -> MultiFernet:
    """All keys of the installation: the first one seals, each of them opens."""
    return MultiFernet([Fernet(derived(key)) for key in keys])


def derived(key: str) -> bytes:
    """A key for this purpose alone, so that it opens nothing else that the same secret protects."""
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mitmachstadt second steps")
    return base64.urlsafe_b64encode(made.derive(key.encode()))
