"""Answers about the installation itself, also when it is ill."""

from __future__ import annotations

import errno
import logging
import sys
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request

from mitmachstadt.config import health
from mitmachstadt.spine.opendata import answers
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.work import trace

log = logging.getLogger(__name__)
PLAIN_PAGE = (
    '<!doctype html><html lang="de"><meta name="viewport" content="width=device-width"><title>{status}</title>'
    "<p>Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es später noch einmal. Nummer des Fehlers: {number}</p>"
    '<p lang="en">Something went wrong on our side. Please try again later.</p></html>'
)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
FULL = {errno.ENOSPC, errno.EDQUOT}


def ready(request: HttpRequest) -> JsonResponse:
    """`/readyz`: 200 when the database answers and is migrated, else 503 with the reason.

    `checks` tells besides what needs a hand though pages are served: disk, worker, mail.
    """
    try:
        waiting = health.missing_steps()
    except Exception as error:
        return JsonResponse({"ready": False, "reason": type(error).__name__}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "reason": f"{waiting} migrations missing"}, status=503)
    return JsonResponse({"ready": True, "checks": health.states()})


def broken(request: HttpRequest) -> HttpResponse:
    """The page for an error of ours: 503 when the database is away or a disk is full, else 500.

    It asks no database, and its number is the one under which the log tells what happened.
    """
    kind = cause(sys.exc_info()[1])
    status = 503 if kind else 500
    number = trace.current.get()
    if wants_json(request):
        response: HttpResponse = JsonResponse({"error": kind or "broken", "number": number}, status=status)
    else:
        response = HttpResponse(broken_page(status, kind, number), status=status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    response.headers["Cache-Control"] = "no-store"
    return response


def broken_page(status: int, kind: str, number: str) -> str:
    """The page of `broken`; in plain words where not even a page can be made, because the collected files are missing."""
    try:
        return str(loader.get_template(f"{status}.html").render({"number": number, "kind": kind}))
    except Exception:
        log.exception("the page for errors can not be made")
        return PLAIN_PAGE.format(status=status, number=escape(number))


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that can not be read: 413 with the limit for one that is too large, else 400.

    What was sent has not been looked into, so nothing of it can have been written.
    """
    if not isinstance(exception, TOO_MUCH):
        return bad_request(request, exception)
    if wants_json(request):
        response: HttpResponse = answers.too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    else:
        facts = {
            "limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
            "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
            "many": not isinstance(exception, RequestDataTooBig),
        }
        response = render(request, "413.html", facts, status=413)
    response.headers["Cache-Control"] = "no-store"
    return response


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page for a refusal that belongs to no field: 409 with its sentences."""
    if wants_json(request):
        problems = [{"code": p.code, "field": p.field, "message": str(p)} for p in refusal.problems]
        response: HttpResponse = JsonResponse({"error": "refused", "problems": problems}, status=409)
    else:
        response = render(request, "409.html", {"problems": refusal.problems}, status=409)
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


def cause(error: BaseException | None) -> str:
    """`full` when a disk is, `away` when the database is, else nothing."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in FULL:
            return "full"
        if isinstance(seen, DatabaseError) and "full" in str(seen).lower():
            return "full"
        if type(seen).__name__ == "DiskFull":
            return "full"
        seen = seen.__cause__ or seen.__context__
    return "away" if isinstance(error, OperationalError | InterfaceError) else ""


def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: what machines need not visit, and where the list of all addresses is."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/schreibtisch/", "/redaktion/", "/konto/"))
    text = f"User-agent: *\n{closed}Sitemap: {settings.BASE_URL}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """`/.well-known/security.txt` (RFC 9116): to whom a hole is told, as the town's own file says."""
    contact = settings.TOWN["contact"]
    address = contact.get("security", contact["email"])
    # A town that cares for its installation renews it by running it; the date always lies half a year ahead.
    until = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {address if '://' in address else f'mailto:{address}'}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    if policy := contact.get("security_policy"):
        lines.append(f"Policy: {policy}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
