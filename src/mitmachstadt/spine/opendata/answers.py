"""Turns outputs into answers: headers for other sites, 304 when nothing changed, errors with a body."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _

from mitmachstadt.spine.opendata.outputs import Format
from mitmachstadt.spine.opendata.reading import Selection, Wrong

Answer = TypeVar("Answer", bound=HttpResponseBase)


def open_to_all(response: Answer) -> Answer:
    """Lets scripts of any site read the answer; there is nothing in it that a cookie could change."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
    return response


def preflight() -> HttpResponseBase:
    """The answer to a browser's question whether it may ask (needed for If-None-Match from another site)."""
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, Accept"
    response.headers["Access-Control-Max-Age"] = "86400"
    return open_to_all(response)


def answer(request: HttpRequest, selection: Selection, form: Format) -> HttpResponseBase:
    """The selection in that format, or 304, or headers only for HEAD.

    A long answer is streamed; its head is sent before the first row is read. Caches must ask back each time
    (`no-cache`), so that what is hidden today is gone today; asking back costs one query.
    """
    etag = quote_etag(f"{selection.tag}-{form.name}")
    modified = _modified(selection)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = _body(request, selection, form)
        response.headers["Content-Type"] = form.content_type()
        if form.name == "csv":
            response.headers["Content-Disposition"] = f'attachment; filename="{selection.dataset.slug}.csv"'
        following = selection.next_address() if form.paged else None
        if following:
            response.headers["Link"] = f'<{following}>; rel="next"'
    response.headers["ETag"] = etag
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = "public, no-cache"
    return open_to_all(response)


def single(request: HttpRequest, body: str) -> HttpResponseBase:
    """One small JSON body with an ETag of its words."""
    etag = quote_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        body, content_type="application/json"
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return open_to_all(response)


def _modified(selection: Selection) -> int | None:
    """Seconds since 1970 of the last change, at least of this morning.

    What is open changes with the day, and what was hidden since must not count as "nothing new" for long.
    """
    if selection.modified is None:
        return None
    morning = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return int(max(selection.modified, morning).timestamp())


def _body(request: HttpRequest, selection: Selection, form: Format) -> HttpResponseBase:
    pieces: Iterable[str] = form.write(selection)
    if request.method == "HEAD":
        return StreamingHttpResponse(iter(()))  # no Content-Length, for nobody has counted
    if form.paged and not selection.everything:
        return HttpResponse("".join(pieces))
    if form.name == "atom":
        return HttpResponse("".join(pieces))
    return StreamingHttpResponse(pieces)


def wrong_question(wrongs: list[Wrong]) -> HttpResponseBase:
    """400 as problem+json (RFC 9457); `fehler` names every parameter."""
    return problem(
        400,
        _("This question can not be answered"),
        " ".join(f"{wrong.parameter}: {wrong.sentence}" for wrong in wrongs),
        fehler=[{"parameter": wrong.parameter, "hinweis": wrong.sentence} for wrong in wrongs],
    )


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """An error as problem+json (RFC 9457) with German words and whatever else helps the asker."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    response.headers["Cache-Control"] = "no-store"
    return open_to_all(response)


def too_large(limit: int) -> HttpResponse:
    """The answer to a program that sent more than `limit` bytes at once."""
    detail = _("We can take up to %(size)s at once. Nothing was kept or changed. Please send less at a time.")
    detail %= {"size": filesizeformat(limit)}
    return problem(413, _("That is too much at once"), detail, grenze_bytes=limit)
