"""The number of a request, known wherever its work is done: in the web server, its log lines, and the worker."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from typing import Any

FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

current: ContextVar[str] = ContextVar("trace", default="")


def new() -> str:
    """A fresh number, short enough to be read out on the phone."""
    return secrets.token_hex(6)


def accepted(offered: str) -> str:
    """The number a proxy of ours has given, when it is one; else a fresh one."""
    return offered if FORM.fullmatch(offered) else new()


def take_up(*, task_result: Any, **kwargs: Any) -> None:
    """A worker starts a task: it goes on under the number of the request that asked for it."""
    row = getattr(task_result, "db_result", None)
    current.set((row.args_kwargs.get("trace", "") if row is not None else "") or current.get() or new())


def lay_down(*, task_result: Any, **kwargs: Any) -> None:
    """The task is over."""
    if getattr(task_result, "db_result", None) is not None:
        current.set("")
