"""Addresses of council systems: one form of each, and where a list goes on when a page of it is broken."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

MOST = 500


def key_of(url: str, base: str) -> str:
    """The one form of an object's address: absolute, host in small letters, and https where the system speaks it.

    Raises:
        ValueError: for what is no address of the web, or longer than 500 signs.
    """
    parts = urlsplit(urljoin(base, url.strip()))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(url[:100])
    home = urlsplit(base)
    scheme = parts.scheme
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    if parts.port in {80, 443} and {80: "http", 443: "https"}[parts.port] != scheme:
        port = f":{parts.port}"
    if scheme == "http" and home.scheme == "https" and home.hostname == parts.hostname and not port:
        scheme = "https"
    found = urlunsplit((scheme, f"{parts.hostname}{port}", parts.path or "/", parts.query, parts.fragment))
    if len(found) > MOST:
        raise ValueError(url[:100])
    return found


def origin_of(url: str) -> str:
    """Scheme and host of an address with a slash: what all addresses of one system begin with."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def with_parameters(url: str, **values: str) -> str:
    """The address with these parameters set; other ones stay in their order."""
    parts = urlsplit(url)
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values
    ]
    return urlunsplit(parts._replace(query=urlencode([*kept, *values.items()]), fragment=""))


def page_after(before: str, broken: str) -> str | None:
    """The page behind a broken one, guessed from the step between the page before it and itself; None when unclear.

    `…?page=3` and `…?page=4` lead to `…?page=5`; so do offsets and numbers within the path.
    """
    old, new = re.split(r"(\d+)", before), re.split(r"(\d+)", broken)
    if len(old) == len(new):
        differing = [place for place, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        if len(differing) == 1 and old[differing[0]].isdigit() and new[differing[0]].isdigit():
            place = differing[0]
            step = int(new[place]) - int(old[place])
            if step > 0:
                return "".join([*new[:place], str(int(new[place]) + step), *new[place + 1 :]])
    # The first page often has no number of its own: `…/papers` and `…/papers?page=2`.
    first = re.search(r"[?&](?:page|seite|p)=(\d+)", broken, re.IGNORECASE)
    if first and not re.search(r"[?&](?:page|seite|p)=\d+", before, re.IGNORECASE):
        start, end = first.span(1)
        return f"{broken[:start]}{int(first[1]) + 1}{broken[end:]}"
    return None
