"""Waits for a mail of the running town, which writes its mails as files."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def newest_first(folder: Path) -> Iterator[EmailMessage]:
    """Every mail there is; those that went out over one connection lie in one file, with a line between them."""
    for path in sorted(folder.glob("*"), key=lambda one: one.stat().st_mtime, reverse=True):
        for written in reversed(re.split(rb"^-{79}\n", path.read_bytes(), flags=re.M)):
            if written.strip():
                yield message_from_bytes(written, policy=default)


def words_of(mail: EmailMessage) -> str:
    """Its text without any design."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def awaited(data_dir: Path, find: Callable[[EmailMessage], T | None], seconds: float = 60) -> T:
    """What `find` makes of the newest mail that it wants. When none comes, says which came and what the town did."""
    folder, end = data_dir / "mails", time.monotonic() + seconds
    while time.monotonic() < end:
        for mail in newest_first(folder):
            found = find(mail)
            if found is not None:
                return found
        time.sleep(0.2)
    log = (data_dir / "server.log").read_text("utf-8")
    subjects = [str(mail["Subject"]) for mail in newest_first(folder)]
    raise AssertionError(f"the mail did not come, but {subjects}:\n{log[-3000:]}")
