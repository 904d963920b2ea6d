"""Whole pages of guests, kept in memory until anything in town changes.

Every change that the public can see is written into the log, so the number of the newest entry tells whether a page
is still true. The number is read before the page is made; a page made while somebody writes is therefore thrown away.
Several writers may finish in another order than their numbers, so a page is kept only after the number stood still for
`SETTLED` seconds, and for `SECONDS` at most. Figures that no entry accompanies (followers) may be that old.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.ui.display import read_display, written

SECONDS = 60
SETTLED = 3
MOST_PAGES = 256
MOST_BYTES = 512 * 1024

View = Callable[..., HttpResponse]
Mark = tuple[object, ...]

_pages: OrderedDict[tuple[str, ...], tuple[Mark, float, bytes, dict[str, str]]] = OrderedDict()
_seen: dict[str, Any] = {"mark": None, "since": 0.0}


def forget() -> None:
    """Empties the memory."""
    _pages.clear()
    _seen.update(mark=None, since=0.0)


def keep_for_guests(view: View) -> View:
    """Answers people who are not signed in from memory while nothing in town changed.

    The page may depend on the address, the language (part of the address), the display cookie, the day and the
    database; nothing else of the request. Errors and answers that set a cookie are never kept.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_guest(request):
            return view(request, *args, **kwargs)
        mark, settled = town_mark()
        key = (request.get_host(), request.get_full_path(), written(read_display(request)))
        found = _pages.get(key)
        if found and found[0] == mark and time.monotonic() - found[1] < SECONDS:
            _pages.move_to_end(key)
            return HttpResponse(found[2], headers=found[3])
        response = view(request, *args, **kwargs)
        if settled and may_keep(response):
            _pages[key] = (mark, time.monotonic(), response.content, dict(response.headers))
            if len(_pages) > MOST_PAGES:
                _pages.popitem(last=False)
        return response

    return answer


def is_guest(request: HttpRequest) -> bool:
    """A plain reader: reads only, without session and without a message waiting."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and CookieStorage.cookie_name not in request.COOKIES
    )


def may_keep(response: HttpResponse) -> bool:
    """A whole page for everybody."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and len(response.content) <= MOST_BYTES
    )


def town_mark() -> tuple[Mark, bool]:
    """The newest number of the log with today's date; and whether it stood still long enough."""
    with connection.cursor() as cursor:
        # written by hand: the mapper takes longer over this line than the database
        cursor.execute(f'SELECT MAX("id") FROM "{LogEntry._meta.db_table}"')  # noqa: S608 (a name of our own)
        mark = (timezone.localdate(), *cursor.fetchone())
    now = time.monotonic()
    if _seen["mark"] != mark:
        _seen.update(mark=mark, since=now)
    return mark, now - _seen["since"] >= SETTLED
