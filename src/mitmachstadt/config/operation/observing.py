"""The outermost layer of every request: gives it a number, counts it, and writes one line about it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mitmachstadt.config.operation import logs, metrics
from mitmachstadt.spine.work import trace

log = logging.getLogger("mitmachstadt.request")

PROBES = {"/healthz", "/readyz", "/metrics"}


def observing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """`X-Request-ID` comes in from a proxy of ours or is made here, and goes out with the answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-ID", "") if settings.PROXY_HOPS else ""
        number = trace.accepted(offered)
        mark = trace.current.set(number)
        request.META[logs.NUMBER] = number
        started = time.perf_counter()
        try:
            response = get_response(request)
            seconds = time.perf_counter() - started
            view = name_of(request)
            metrics.count(view, request.method or "", response.status_code, seconds)
            # Probes come every few seconds; they are counted, not written down.
            log.log(
                logging.DEBUG if view == "probe" else logging.INFO,
                "%s %s %s",
                request.method,
                view,
                response.status_code,
                extra={
                    "view": view,
                    "method": request.method,
                    "status": response.status_code,
                    "ms": round(seconds * 1000),
                },
            )
            response.headers["X-Request-ID"] = number
            return response
        finally:
            trace.current.reset(mark)

    return answer


def name_of(request: HttpRequest) -> str:
    """The view's name in the program; an address could carry what a visitor typed."""
    if request.path in PROBES:
        return "probe"
    match = request.resolver_match
    if match is None:
        return "static" if request.path.startswith(settings.STATIC_URL) else "none"
    return match.view_name or match._func_path
