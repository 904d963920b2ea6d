"""The cache that several servers share (Redis): how its address is written, and what is wrong with one."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

#: The same cache in plain words, with TLS, or on this machine through a socket.
SCHEMES = ("redis://", "rediss://", "unix://")
#: `?tls=0` says that an open line is meant; the client itself knows no such word.
OPEN = ("tls", "0")


def problems(url: str) -> list[str]:
    """What is wrong with `url` (German sentences, never with its password); none for an empty one."""
    if not url:
        return []
    if not url.startswith(SCHEMES):
        return ["REDIS_URL beginnt mit redis://, rediss:// oder unix://."]
    parts = urlsplit(url)
    try:
        parts.port  # noqa: B018  (reading it is the check)
    except ValueError:
        return [
            "REDIS_URL: Der Port ist keine Zahl zwischen 0 und 65535."
            " Sonderzeichen im Passwort stehen als %40 (für @), %2F (für /) und so weiter."
        ]
    if parts.scheme != "unix" and not parts.hostname:
        return ["REDIS_URL nennt keinen Rechner."]
    if unknown := {name for name, _ in parse_qsl(parts.query)} - {"tls", "ssl_ca_certs", "db"}:
        return [f"REDIS_URL kennt ?ssl_ca_certs=DATEI, ?db=NUMMER und ?tls=0, nicht „{sorted(unknown)[0]}“."]
    return []


def location(url: str) -> str:
    """`url` as the client takes it."""
    parts = urlsplit(url)
    return parts._replace(query=urlencode([one for one in parse_qsl(parts.query) if one != OPEN])).geturl()


def is_open(url: str, *, here: bool) -> bool:
    """True when what is kept leaves this machine unlocked and nobody has written that this is meant."""
    parts = urlsplit(url)
    return parts.scheme == "redis" and not here and OPEN not in parse_qsl(parts.query)
