"""Pages of guests and what they are made of, kept in memory until anything in town changes.

Every change that the public can see is written into the log, so the number of the newest entry tells whether something
made from public data is still true. The number is read before it is made; what was made while somebody wrote is therefore
thrown away. Several writers may finish in another order than their numbers, so nothing is kept before the number stood
still for `SETTLED` seconds, and nothing longer than `SECONDS`. Figures that no entry accompanies (followers) may be that old.

What is `proven` outlives changes that do not concern it: everything that was read for it is asked again, and the same answers
make the same page (`spine/proof.py`). That costs a fraction of making it and waits for nothing to stand still.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.proof import Proof, listening, rely_on
from mitmachstadt.spine.ui.display import read_display, written

SECONDS = 60
SETTLED = 3
#: Nothing that is proven again and again is kept for longer than this.
PROVEN_SECONDS = 600
MOST = 512
MOST_BYTES = 512 * 1024

T = TypeVar("T")


class Kept(NamedTuple):
    """Something made, true while `mark` stands (None: it has to be proven each time); `since` is when it was made or last
    proven."""

    mark: tuple[object, ...] | None
    since: float
    made: Any
    day: object = None
    at: float = 0.0
    proof: Proof | None = None


View = Callable[..., HttpResponse]
Mark = tuple[object, ...]

#: The mark of what is being made around this: what a page is made of is as old as the page, and the town is asked once.
_around: ContextVar[tuple[Mark, bool] | None] = ContextVar("around", default=None)
_memory: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
_seen: dict[str, Any] = {"mark": None, "since": 0.0}
_marks: dict[tuple[object, ...], tuple[Mark, float]] = {}


def forget() -> None:
    """Empties the memory."""
    _memory.clear()
    _marks.clear()
    _seen.update(mark=None, since=0.0)


def kept(
    key: tuple[object, ...],
    make: Callable[[], T],
    worth: Callable[[T], bool] = lambda made: True,
    *,
    proven: bool = False,
) -> T:
    """What `make` gives, from memory while nothing in town changed; `key` names all it depends on besides database and day.

    `make` must read public data only. What it gives is shared by requests, so nobody may change it afterwards. It is
    kept when `worth` says so. `proven` is for what follows from its key, the day, the answers to prepared queries and
    `noted` values alone: then it stays as long as they say the same.
    """
    mark, settled = around = _around.get() or town_mark()
    now, found, proof = time.monotonic(), _memory.get(key), Proof() if proven else None
    if found and found.mark == mark and now - found.since < SECONDS:
        _memory.move_to_end(key)
        rely_on(found.proof)
        return cast("T", found.made)
    if found and proof and _still_true(found, mark, now, proof):
        _remember(key, found._replace(mark=mark if settled else None, since=now))
        rely_on(found.proof)
        return cast("T", found.made)
    token = _around.set(around)
    try:
        with listening(proof) if proof else nullcontext():
            made = make()
    finally:
        _around.reset(token)
    if (settled or (proof and proof.whole)) and worth(made):
        _remember(key, Kept(mark if settled else None, now, made, mark[0], now, proof))
    return made


@contextmanager
def one_mark() -> Iterator[None]:
    """Whatever is kept within asks the town once."""
    token = _around.set(_around.get() or town_mark())
    try:
        yield
    finally:
        _around.reset(token)


def _still_true(found: Kept, mark: Mark, now: float, told: Proof) -> bool:
    """Whether it would be made the same today; what was read to find out is `told` to the one made next."""
    return (
        found.proof is not None
        and found.day == mark[0]
        and now - found.at < PROVEN_SECONDS
        and found.proof.holds(told)
    )


def _remember(key: tuple[object, ...], one: Kept) -> None:
    # the newest stand last; other threads may throw the oldest away at any moment
    _memory.pop(key, None)
    _memory[key] = one
    if len(_memory) > MOST:
        _memory.popitem(last=False)


def kept_while(key: tuple[object, ...], mark: Mark, make: Callable[[], T]) -> T:
    """As `kept`, but while `mark` stays the same, whatever else changes in town: for what costs much and follows from
    few tables. Read the mark before; it has to differ after each change that counts. `key` is one of few."""
    now = time.monotonic()
    found = _memory.get(key)
    if found and found.mark == mark and now - found.since < SECONDS:
        _memory.move_to_end(key)
        rely_on(None)
        return cast("T", found.made)
    made, known = make(), _marks.get(key)
    if known is None or known[0] != mark:
        _marks[key] = (mark, now)
    elif now - known[1] >= SETTLED:
        _remember(key, Kept(mark, now, made))
    return made


def keep_for_guests(view: View) -> View:
    """Answers people who are not signed in from memory while nothing in town changed.

    The page may depend on the address, the language (part of the address), the display cookie, the day and the
    database; nothing else of the request. Errors and answers that set a cookie are never kept.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_guest(request):
            return view(request, *args, **kwargs)
        key = ("page", request.get_host(), request.get_full_path(), written(read_display(request)))
        made = kept(key, lambda: view(request, *args, **kwargs), lambda page: may_keep(request, page))
        # a copy for each reader: what comes after adds headers of its own
        return made if made.streaming else _copy(made)

    return answer


def _copy(made: HttpResponse) -> HttpResponse:
    response = HttpResponse(made.content, status=made.status_code, headers=dict(made.headers))
    response.cookies = made.cookies
    return response


def is_guest(request: HttpRequest) -> bool:
    """A plain reader: reads only, without session and without a message waiting."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and CookieStorage.cookie_name not in request.COOKIES
    )


def may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    """A whole page for everybody: no cookie with it, and no form's token inside, which would belong to one reader."""
    return (
        response.status_code == 200
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
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
