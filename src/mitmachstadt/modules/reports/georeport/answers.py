"""Answers for every site and no search engine, with an ETag, and errors in the format that was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from mitmachstadt.modules.reports.georeport.writing import TYPES, text_of
from mitmachstadt.spine.opendata.answers import open_to_all

#: What scripts of other sites may read of an answer.
EXPOSED = "ETag, Link, Retry-After, X-Total-Count, X-Page, X-Page-Size"


class Wrong(Exception):  # noqa: N818 - it is an answer, not a fault
    """A question that has no answer: a status of HTTP and a sentence for each thing that is wrong."""

    def __init__(self, status: int, *sentences: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, *sentences)
        self.status, self.sentences, self.headers = status, sentences, headers or {}


def for_all(response: HttpResponseBase) -> HttpResponseBase:
    """Headers that every answer of the interface carries."""
    open_to_all(response)
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def packed(body: str) -> tuple[str, bytes]:
    """The bytes of an answer with their ETag, as `whole` wants them."""
    data = body.encode()
    return quote_etag(hashlib.blake2b(data, digest_size=16).hexdigest()), data


def whole(
    request: HttpRequest, form: str, made: tuple[str, bytes], headers: Iterable[tuple[str, str]] = ()
) -> HttpResponseBase:
    """An answer, or 304 when the asker has it already; caches ask back each time, so what is hidden is gone."""
    etag, data = made
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(data, content_type=TYPES[form])
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    for name, value in headers:
        response.headers[name] = value
    return for_all(response)


def told(form: str, root: str, found: object) -> HttpResponseBase:
    """An answer to one asker, which nobody keeps."""
    response = HttpResponse(text_of(root, found, form), content_type=TYPES[form])
    response.headers["Cache-Control"] = "no-store"
    return for_all(response)


def error(form: str, wrong: Wrong) -> HttpResponseBase:
    """The list of `{code, description}` of the specification; codes are strings like all codes here."""
    known = form if form in ("xml", "json") else "json"
    rows = [{"code": str(wrong.status), "description": str(one)} for one in wrong.sentences]
    response = HttpResponse(text_of("errors", rows, known), status=wrong.status, content_type=TYPES[known])
    response.headers["Cache-Control"] = "no-store"
    for name, value in wrong.headers.items():
        response.headers[name] = value
    return for_all(response)


def preflight(methods: str) -> HttpResponseBase:
    """The answer to a browser that asks before a script of another site may."""
    response = HttpResponse(status=204)
    response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = methods
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, Accept, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    return for_all(response)
