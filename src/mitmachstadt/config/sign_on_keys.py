"""The keys with which the town signs identity tokens for other services (OpenID Connect, RS256); knows no Django."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from mitmachstadt.config.demo_keys import kept_word
from mitmachstadt.config.push_keys import decoded, encoded

BITS = 2048
#: Stands before the key of a demo, so that production knows it.
DEMO = "demo."
CALL = "`python -m mitmachstadt make-sign-on-key` druckt einen neuen."
MINUTE, DAY = 60, 86_400


def new_key() -> str:
    """A fresh private key as one word for the environment: PKCS #8 in base64 for addresses."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return encoded(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


@cache
def pem(word: str) -> str:
    """The key of such a word as the sign-in library reads it.

    Raises:
        ValueError: when the word holds no RSA key of at least 2048 bits.
    """
    raw = decoded(word.removeprefix(DEMO))
    try:
        key = load_der_private_key(raw, None)
    except TypeError as error:
        raise ValueError("locked with a password") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < BITS:
        raise ValueError("no RSA key of at least 2048 bits")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def words(values: Mapping[str, object]) -> list[str]:
    """The keys that were given, the signing one first."""
    given = values.get("SIGN_ON_KEYS", [])
    return [str(one) for one in given] if isinstance(given, list) else []


def problems(values: Mapping[str, object]) -> list[str]:
    """What is wrong with the keys (German sentences, which never quote a key)."""
    wrong = []
    given = words(values)
    for number, word in enumerate(given, 1):
        try:
            pem(word)
        except ValueError:
            wrong.append(f"SIGN_ON_KEYS: Der {number}. Eintrag ist kein Schlüssel. {CALL}")
    if len(set(given)) < len(given):
        wrong.append("SIGN_ON_KEYS nennt denselben Schlüssel zweimal.")
    if values.get("MITMACHSTADT_MODE") == "production" and any(word.startswith(DEMO) for word in given):
        wrong.append(f"SIGN_ON_KEYS enthält den Schlüssel einer Demo. {CALL}")
    return wrong


def settings(values: Mapping[str, object], data_dir: Path, *, demo: bool) -> dict[str, Any]:
    """Names and values for Django's settings; `SIGN_ON` is False (no service can sign in here) without a key."""
    given = words(values)
    if demo and not given:
        given = [kept_word(data_dir, "sign-on-key", lambda: DEMO + new_key())]
    return {
        "SIGN_ON": bool(given),
        # The library signs with the youngest; the order of the environment says which one that is.
        "IDP_OIDC_PRIVATE_KEYS": [
            {"pem": pem(word), "issued_at": f"{2100 - number}-01-01T00:00:00+00:00"}
            for number, word in enumerate(given)
        ],
        "IDP_OIDC_ADAPTER": "mitmachstadt.spine.signon.adapter.Adapter",
        "IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN": MINUTE,
        "IDP_OIDC_ID_TOKEN_EXPIRES_IN": 5 * MINUTE,
        "IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN": 10 * MINUTE,
        "IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN": 30 * DAY,
    }
