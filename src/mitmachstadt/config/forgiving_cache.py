"""The cache shared by several servers, without which pages go on: while it is away, each process counts for itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

#: How long nobody asks again after a failure, so that not every page waits for a connection.
PAUSE_SECONDS = 10

away_until: dict[Any, float] = {}


def softly(name: str) -> Callable[..., Any]:
    """The operation `name` of Redis, or of this process's own memory while Redis does not answer."""

    def ask(self: SharedCache, *args: Any, **words: Any) -> Any:
        if time.monotonic() >= away_until.get(self.place, 0):
            try:
                return getattr(RedisCache, name)(self, *args, **words)
            except RedisError as error:
                away_until[self.place] = time.monotonic() + PAUSE_SECONDS
                log.error(
                    "the shared cache does not answer, each process counts alone: %s", type(error).__name__
                )
        return getattr(self.own, name)(*args, **words)

    return ask


class SharedCache(RedisCache):
    """Redis at `server`; counters and kept figures start anew in each process while it is away, and nobody sees an error."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.place = server
        self.own = LocMemCache(f"instead of {server}", {})

    def ping(self) -> None:
        """Asks Redis itself, for `doctor`.

        Raises:
            RedisError: why it does not answer.
        """
        self._cache.get_client(None, write=True).ping()

    add = softly("add")
    get = softly("get")
    set = softly("set")
    touch = softly("touch")
    delete = softly("delete")
    get_many = softly("get_many")
    set_many = softly("set_many")
    delete_many = softly("delete_many")
    has_key = softly("has_key")
    incr = softly("incr")
    clear = softly("clear")
