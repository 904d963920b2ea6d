"""Turns objects into answers: JSON for every site, 304 when nothing changed, errors as the specification shapes them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag

from mitmachstadt.modules.council.oparl import addresses
from mitmachstadt.spine.audit.kept import kept
from mitmachstadt.spine.opendata.answers import open_to_all

try:
    from isal import isal_zlib as zlib
except ImportError:  # processors for which the faster library is not made
    import zlib  # type: ignore[no-redef]

JSON = "application/json"
GZIP = 16 + 15
#: Pages larger than this, compressed, are made anew each time: the memory is shared with the pages of the town.
MOST_KEPT = 96 * 1024
#: Small answers are not worth compressing.
LEAST_PACKED = 1024


def text_of(found: Any) -> str:
    """Anything as JSON, umlauts and brackets as they are."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def etag_of(body: bytes) -> str:
    """A tag of exactly these bytes."""
    return quote_etag(hashlib.blake2b(body, digest_size=16).hexdigest())


def whole(request: HttpRequest, found: dict[str, Any], modified: datetime | None = None) -> HttpResponseBase:
    """One object."""
    body = text_of(found).encode()
    etag, seconds = etag_of(body), int(modified.timestamp()) if modified else None
    response = get_conditional_response(request, etag=etag, last_modified=seconds) or HttpResponse(
        body, content_type=JSON
    )
    response.headers["ETag"] = etag
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    return _for_all(response)


def page(request: HttpRequest, key: str, make: Callable[[], Iterable[str]]) -> HttpResponseBase:
    """One page of a list from its pieces, kept packed while nothing in town changes."""

    def packed() -> tuple[str, bytes]:
        # a page of meetings is a megabyte: packing it in pieces saves two copies of it
        packer = zlib.compressobj(1, zlib.DEFLATED, GZIP)
        small = b"".join([*(packer.compress(piece.encode()) for piece in make()), packer.flush()])
        # the same pieces are packed into the same bytes, and they are fewer to take a print of
        return etag_of(small), small

    etag, small = kept(("oparl-page", key), packed, lambda made: len(made[1]) <= MOST_KEPT)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(small if zipped else gzip.decompress(small), content_type=JSON)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    # the same objects in other clothes, so the tag is a weak one
    response.headers["ETag"] = f"W/{etag}"
    patch_vary_headers(response, ("Accept-Encoding",))
    return _for_all(response)


def _for_all(response: HttpResponseBase) -> HttpResponseBase:
    # caches ask back each time, so what is hidden now is gone now
    response.headers["Cache-Control"] = "public, no-cache"
    return open_to_all(response)


def moved(address: str) -> HttpResponseBase:
    """The object lives at another address for good."""
    return open_to_all(HttpResponsePermanentRedirect(address))


def error(status: int, message: str, debug: str = "") -> HttpResponse:
    """An error as an object, with a real status."""
    found = {"type": f"{addresses.SCHEMA}Error", "message": message}
    if debug:
        found["debug"] = debug
    response = HttpResponse(text_of(found).encode(), status=status, content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return open_to_all(response)
