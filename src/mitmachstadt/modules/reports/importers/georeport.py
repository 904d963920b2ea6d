"""Reads the requests of another GeoReport server in spans of at most 90 days; a span with too many is halved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from mitmachstadt.spine.fetching import Fetcher, Unreached

SPAN = timedelta(days=90)
LEAST = timedelta(minutes=1)
#: As many come at most at once by the specification; a server that gives fewer is told to the command.
MOST = 1000


class Unread(Exception):  # noqa: N818 - it is an answer, not a fault
    """The server's answer is no list of requests."""


def requests(
    base: str, since: datetime, until: datetime, fetcher: Fetcher, most: int = MOST
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every request between two moments with its name in a report, the oldest span first.

    Raises:
        Unreached, Unread: where the server does not answer, or with something else.
    """
    start = since
    while start < until:
        end = min(start + SPAN - timedelta(seconds=1), until)
        yield from _span(base.rstrip("/"), start, end, fetcher, most)
        start = end + timedelta(seconds=1)


def _span(
    base: str, start: datetime, end: datetime, fetcher: Fetcher, most: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = _ask(base, start, end, fetcher)
    if len(rows) >= most and end - start > LEAST:
        middle = (start + (end - start) / 2).replace(microsecond=0)
        yield from _span(base, start, middle, fetcher, most)
        yield from _span(base, middle + timedelta(seconds=1), end, fetcher, most)
        return
    for row in rows:
        yield f"Meldung {row.get('service_request_id') or 'ohne Nummer'}", row


def _ask(base: str, start: datetime, end: datetime, fetcher: Fetcher) -> list[dict[str, Any]]:
    query = urlencode(
        {"start_date": start.isoformat(timespec="seconds"), "end_date": end.isoformat(timespec="seconds"),
         "extensions": "true"}
    )  # fmt: skip
    try:
        found = json.loads(fetcher.get(f"{base}/requests.json?{query}").data)
    except Unreached as error:
        if error.kind != "gone":
            raise
        # the specification asks for XML only
        return _of_xml(fetcher.get(f"{base}/requests.xml?{query}", accept="text/xml").data)
    except ValueError:
        raise Unread("Die Antwort ist kein JSON.") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unread("Die Antwort ist keine Liste von Meldungen.")
    return found


def _of_xml(data: bytes) -> list[dict[str, Any]]:
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, DefusedXmlException):
        raise Unread("Die Antwort ist kein lesbares XML.") from None
    if root.tag != "service_requests":
        raise Unread("Die Antwort ist keine Liste von Meldungen.")
    return [{part.tag: part.text or "" for part in one} for one in root.findall("request")]
