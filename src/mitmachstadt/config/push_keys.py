"""The key pair with which the town signs messages to devices (VAPID, RFC 8292); knows no Django."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mitmachstadt.config.demo_keys import kept_word

#: Order of the curve P-256; a private key is a number from 1 up to below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def encoded(data: bytes) -> str:
    """Base64 for addresses, without the signs at its end."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of such a text.

    Raises:
        ValueError: when it is none.
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def new_key() -> str:
    """A fresh private key as a line for the environment."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encoded(number.to_bytes(32, "big"))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key of a line of the environment.

    Raises:
        ValueError: when the line holds no key.
    """
    raw = decoded(text)
    number = int.from_bytes(raw, "big")
    if len(raw) != 32 or not 0 < number < ORDER:
        raise ValueError("no private key of the curve P-256")
    return ec.derive_private_key(number, ec.SECP256R1())


def public_key(text: str) -> str:
    """What browsers get to know of the key: its public point."""
    point = private_key(text).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return encoded(point)


def problems(values: Mapping[str, object]) -> list[str]:
    """What is wrong with the settings of messages to devices (German sentences)."""
    wrong = []
    key = str(values.get("PUSH_PRIVATE_KEY", ""))
    if key:
        try:
            private_key(key)
        except ValueError:
            wrong.append(
                "PUSH_PRIVATE_KEY ist kein Schlüssel. `python -m mitmachstadt make-push-keys` druckt einen neuen."
            )
    allowed = values.get("PUSH_ALLOW")
    for origin in allowed if isinstance(allowed, list) else []:
        parts = urlsplit(str(origin))
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            wrong.append(
                f"PUSH_ALLOW: „{origin}“ ist keine Adresse der Form https://rechner:port ohne Schrägstrich am Ende."
            )
    return wrong


def settings(values: Mapping[str, object], data_dir: Path, *, demo: bool) -> dict[str, object]:
    """`PUSH_PRIVATE_KEY`, `PUSH_PUBLIC_KEY` (empty: no messages to devices) and `PUSH_ALLOW`; a demo makes its own key."""
    key = str(values["PUSH_PRIVATE_KEY"])
    if demo and not key:
        key = kept_word(data_dir, "push-key", new_key)
    return {
        "PUSH_PRIVATE_KEY": key,
        "PUSH_PUBLIC_KEY": public_key(key) if key else "",
        "PUSH_ALLOW": values["PUSH_ALLOW"],
    }
