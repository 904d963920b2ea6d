"""One message to one device: encrypted (RFC 8291), signed (RFC 8292), and sent only to the address that was checked."""

from __future__ import annotations

import base64
import json
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

import http_ece
import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from mitmachstadt.spine.notify import rules

TTL = int(timedelta(days=1).total_seconds())
TIMEOUT = urllib3.Timeout(connect=5, read=10)
MOST_TEXT = 300


class Unreachable(Exception):  # noqa: N818 - it is an answer, not a fault
    """The message could not be handed over now; another try may do."""


class Forbidden(Exception):  # noqa: N818 - it is an answer, not a fault
    """The address leads where the platform does not write to."""


@dataclass(frozen=True)
class Address:
    """Where a device takes messages, and the keys that only it can undo."""

    endpoint: str
    p256dh: str
    auth: str


def possible() -> bool:
    """True when this installation has a key for messages to devices."""
    return bool(settings.PUSH_PRIVATE_KEY)


def content(title: str, text: str, path: str, tag: str) -> bytes:
    """What the device shows; short enough for one record, and without a word about the person."""
    short = text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1].rstrip() + "…"
    words = {"title": title[:150], "text": short, "path": path, "tag": tag}
    return json.dumps(words, ensure_ascii=False).encode()


def encrypted(body: bytes, address: Address) -> bytes:
    """`body` as an aes128gcm record that only this device opens."""
    sealed = http_ece.encrypt(
        body,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=from_base64(address.p256dh),
        auth_secret=from_base64(address.auth),
        version="aes128gcm",
    )
    return bytes(sealed)


def signature(endpoint: str, now: datetime) -> str:
    """The Authorization header by which the push service knows the town."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + timedelta(hours=12)).timestamp()),
        "sub": f"mailto:{settings.TOWN['contact']['email']}",
    }
    token = jwt.encode(claims, signing_key(settings.PUSH_PRIVATE_KEY), algorithm="ES256")
    return f"vapid t={token}, k={settings.PUSH_PUBLIC_KEY}"


@cache
def signing_key(line: str) -> ec.EllipticCurvePrivateKey:
    """The private key of a line of the settings; `config/push_keys.py` checked it at start."""
    return ec.derive_private_key(int.from_bytes(from_base64(line), "big"), ec.SECP256R1())


def send(address: Address, body: bytes, now: datetime) -> int:
    """Hands one message over; returns the answer's status. Redirects are not followed.

    Raises:
        Forbidden: the address leads into a private network.
        Unreachable: no connection, or no answer in time.
    """
    if rules.problems_with_endpoint(address.endpoint, settings.PUSH_ALLOW):
        raise Forbidden(address.endpoint[:100])
    headers = {
        "Authorization": signature(address.endpoint, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL),
        "Urgency": "normal",
    }
    parts = urlsplit(address.endpoint)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        with connection_to(address.endpoint) as pool:
            answer = pool.request(
                "POST",
                target or "/",
                body=encrypted(body, address),
                headers={**headers, "Host": parts.netloc},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            status = int(answer.status)
            answer.close()
            return status
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(type(error).__name__) from error


def connection_to(endpoint: str) -> urllib3.HTTPConnectionPool:
    """A connection to a number that was checked, so that the name can not point elsewhere in the next moment."""
    parts = urlsplit(endpoint)
    host, port = parts.hostname or "", parts.port
    allowed = f"{parts.scheme}://{parts.netloc}" in settings.PUSH_ALLOW
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(host, port or 80, timeout=TIMEOUT, maxsize=1)
    number = host if allowed else checked_number(host, port or 443)
    return urllib3.HTTPSConnectionPool(
        number, port or 443, timeout=TIMEOUT, maxsize=1, server_hostname=host, assert_hostname=host
    )


def checked_number(host: str, port: int) -> str:
    """A number of the name; all of them must lie in the open internet.

    Raises:
        Forbidden: one of them does not.
        OSError: the name has none.
    """
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(rules.public_address(number) for number in found):
        raise Forbidden(host)
    return found[0]


def from_base64(text: str) -> bytes:
    """Bytes of base64 for addresses, with or without the signs at its end."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
