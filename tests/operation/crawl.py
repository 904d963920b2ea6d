"""Visits every public page and dataset of an installation and writes down what each said: `crawl.py OUT.json [MOST]`.

Runs as a process of its own, so that each installation is read by a program that has just started. Nobody is
signed in, and the clock stands still, so that two installations with the same content say the same.
"""

from __future__ import annotations

import json
import os
import re
import sys
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

START = (
    "/",
    "/en/",
    "/sitemap.xml",
    "/daten/",
    "/api/v1/openapi.json",
    "/suche/?q=radweg",
    "/suche/?q=schule",
    "/robots.txt",
)
# What differs at every visit: tokens of forms, and one-time marks.
CHANGING = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'name="(?:ticket|stand|zeit|falle)[a-z_]*" value="[^"]*"'),
    re.compile(rb'value="[A-Za-z0-9_-]+:[A-Za-z0-9_-]{5,}:[A-Za-z0-9_-]{20,}"'),
    re.compile(rb"\?vorschau=[^\"&]+"),
)
SKIPPED = re.compile(r"^/(static|redaktion|konto|darstellung)/|[?&](ziel|zurueck|next)=")


class Links(HTMLParser):
    """Collects where a page leads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]
        for name, value in attrs:
            if name == "srcset" and value:
                self.found += [part.split()[0] for part in value.split(",") if part.strip()]


def links(address: str, kind: str, body: bytes) -> list[str]:
    """Addresses of this installation that an answer names."""
    if "html" in kind:
        parser = Links()
        parser.feed(body.decode())
        found = parser.found
    elif "xml" in kind and "sitemap" in address:
        found = re.findall(r"<loc>([^<]+)</loc>", body.decode())
    else:
        return []
    here = []
    for link in found:
        parts = urlsplit(urldefrag(urljoin(f"http://testserver{address}", link))[0])
        if parts.hostname in {"testserver", "localhost"} and parts.scheme in {"http", "https"}:
            here.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return here


def visit(most: int) -> dict[str, list[object]]:
    """Status, length and content of up to `most` addresses by address, nearest first."""
    from django.test import Client

    client = Client(raise_request_exception=False)
    waiting, known, said = list(START), set(START), {}
    while waiting and len(said) < most:
        address = waiting.pop(0)
        answer = client.get(address, HTTP_HOST="localhost")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer.headers.get("Content-Type", "")
        for pattern in CHANGING:
            body = pattern.sub(b"", body)
        binary = kind.startswith(("image/w", "application/pdf"))
        text = sha256(body).hexdigest() if binary else body.decode("utf-8", "surrogateescape")
        said[address] = [answer.status_code, answer.headers.get("Location", ""), len(body), text]
        for link in [*links(address, kind, body), *filter(None, [answer.headers.get("Location")])]:
            # One page of filters and one of sorting stand for all their combinations.
            if (
                link not in known
                and not SKIPPED.search(link)
                and link.startswith("/")
                and link.count("&") < 1
            ):
                known.add(link)
                waiting.append(link)
    return said


def main(out: Path, most: int) -> None:
    """Crawls the installation of this environment."""
    import time_machine

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")
    import django

    django.setup()
    moment = os.environ.get("CRAWL_MOMENT", "2026-11-25T12:00:00+00:00")
    with time_machine.travel(moment, tick=False):
        out.write_text(json.dumps(visit(most), ensure_ascii=True), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100000)
