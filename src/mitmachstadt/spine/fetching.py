"""Asks systems elsewhere politely: pauses, patience after failures, and never a word into private networks."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from django.conf import settings

from mitmachstadt.spine.notify.push import Forbidden, checked_number

PAUSE = 0.1
TRIES = 4
MOST_BYTES = 32 * 2**20
MOST_SECONDS = 120.0
MOST_WAIT = 120.0
MOST_REDIRECTS = 5
TIMEOUT = urllib3.Timeout(connect=10, read=60)
PIECE = 65_536
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = frozenset({404, 410})


class Unreached(Exception):  # noqa: N818 - it is an answer, not a fault
    """An address could not be read; `kind` is that of the finding (`gone`, `failed`, `forbidden`, `too_large`, `refused`)."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind, self.message = kind, message[:200]


@dataclass(frozen=True)
class Answer:
    """What came; `fresh` is False when the copy of the asker still holds (304). `day` is the server's own clock."""

    url: str
    data: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    day: str = ""
    fresh: bool = True


@dataclass
class Fetcher:
    """One asker for one run; may be used from two threads. `allowed`: origins in the town's own network; `named`: how it
    names itself where somebody chose to (some servers answer to browsers alone), else as the platform.
    """

    allowed: Sequence[str] = ()
    named: str = ""
    pause: float = PAUSE
    tries: int = TRIES
    most_bytes: int = MOST_BYTES
    most_seconds: float = MOST_SECONDS
    sleep: Callable[[float], None] = time.sleep
    asked: int = 0
    _pools: dict[str, urllib3.HTTPConnectionPool] = field(default_factory=dict)
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(
        self, url: str, *, etag: str = "", last_modified: str = "", accept: str = "application/json"
    ) -> Answer:
        """The answer of an address, after redirects and as many tries as allowed.

        Raises:
            Unreached: with the reason.
        """
        headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": self.named or agent()}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        why = ""
        for number in range(self.tries):
            found = self._try(url, headers)
            if isinstance(found, Answer):
                return found
            why = found.message
            if number + 1 < self.tries:
                self.sleep(min(MOST_WAIT, max(found.wait, 2**number * random.uniform(0.5, 1.5))))  # noqa: S311
        raise Unreached("failed", why)

    def post(self, url: str, fields: Mapping[str, str], *, accept: str = "application/json") -> Answer:
        """The answer to a form, asked once and without following redirects: what was sent may have arrived.

        Raises:
            Unreached: `refused` where the other side said no (4xx), else the reason as for `get`.
        """
        headers = {
            "Accept": accept, "User-Agent": self.named or agent(), "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self._wait()
        try:
            answer = self._ask(url, headers, method="POST", body=urlencode(fields))
        except Forbidden:
            raise Unreached("forbidden", url) from None
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise Unreached("failed", type(error).__name__) from None
        try:
            if answer.status not in (200, 201):
                said = answer.read(300, decode_content=True).decode("utf-8", "replace")
                kind = "refused" if 400 <= answer.status < 500 and answer.status not in AGAIN else "failed"
                raise Unreached(kind, f"{answer.status} {said}")
            return Answer(url, self._body(answer), answer.headers.get("Content-Type", ""))
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unreached("failed", type(error).__name__) from None
        finally:
            answer.close()

    def _try(self, url: str, headers: dict[str, str]) -> Answer | _Again:
        here = url
        for _hop in range(MOST_REDIRECTS + 1):
            self._wait()
            try:
                answer = self._ask(here, headers)
            except Forbidden:
                raise Unreached("forbidden", here) from None
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                return _Again(type(error).__name__)
            try:
                if answer.status in {301, 302, 303, 307, 308} and answer.headers.get("Location"):
                    here = urljoin(here, answer.headers["Location"])
                    continue
                return self._judge(url, answer)
            finally:
                answer.release_conn() if answer.status == 200 else answer.close()
        raise Unreached("failed", "too many redirects")

    def _judge(self, url: str, answer: urllib3.BaseHTTPResponse) -> Answer | _Again:
        status, headers = answer.status, answer.headers
        if status == 304:
            return Answer(url, fresh=False, day=headers.get("Date", ""))
        if status in GONE:
            raise Unreached("gone", str(status))
        if status in AGAIN:
            wait = headers.get("Retry-After", "")
            return _Again(str(status), float(wait) if wait.isdigit() and len(wait) < 6 else 0.0)
        if status != 200:
            raise Unreached("failed", str(status))
        try:
            data = self._body(answer)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return _Again(type(error).__name__)
        return Answer(
            url, data, headers.get("Content-Type", ""), headers.get("ETag", "")[:300],
            headers.get("Last-Modified", "")[:100], headers.get("Date", ""),
        )  # fmt: skip

    def _body(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        end, parts, size = time.monotonic() + self.most_seconds, [], 0
        for piece in answer.stream(PIECE, decode_content=True):
            size += len(piece)
            if size > self.most_bytes:
                answer.close()
                raise Unreached("too_large", f"> {self.most_bytes}")
            if time.monotonic() > end:
                answer.close()
                raise Unreached("failed", "too slow")
            parts.append(piece)
        return b"".join(parts)

    def _ask(
        self, url: str, headers: dict[str, str], *, method: str = "GET", body: str | None = None
    ) -> urllib3.BaseHTTPResponse:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise Forbidden(url[:100])
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return self._pool(url).urlopen(
            method, path, body=body, headers={**headers, "Host": parts.netloc}, redirect=False, retries=False,
            preload_content=False, assert_same_host=False,
        )  # fmt: skip

    def _pool(self, url: str) -> urllib3.HTTPConnectionPool:
        """A connection to a number that was checked, so that the name can not point elsewhere in the next moment."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            if origin not in self._pools:
                host = parts.hostname or ""
                port = parts.port or (443 if parts.scheme == "https" else 80)
                number = host if origin in self.allowed else checked_number(host, port)
                if parts.scheme == "https":
                    self._pools[origin] = urllib3.HTTPSConnectionPool(
                        number, port, timeout=TIMEOUT, maxsize=2, server_hostname=host, assert_hostname=host
                    )
                else:
                    self._pools[origin] = urllib3.HTTPConnectionPool(number, port, timeout=TIMEOUT, maxsize=2)
            return self._pools[origin]

    def _wait(self) -> None:
        with self._lock:
            now = time.monotonic()
            wait, self._next = self._next - now, max(now, self._next) + self.pause
            self.asked += 1
        if wait > 0:
            self.sleep(wait)

    def close(self) -> None:
        """Lets all connections go."""
        for pool in self._pools.values():
            pool.close()


@dataclass(frozen=True)
class _Again:
    message: str
    wait: float = 0.0


def agent() -> str:
    """How the platform names itself, with the address where one finds who runs it."""
    return f"{settings.TOWN['platform']} (+{settings.BASE_URL})"
