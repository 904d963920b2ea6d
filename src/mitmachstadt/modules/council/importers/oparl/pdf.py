"""Reads the words of a PDF in a process of its own, so that a broken or hostile file can cost time and nothing else.

Run as a program it knows no Django and no database: a length and the bytes go in, a length and the words come out.
"""

from __future__ import annotations

import io
import logging
import os
import select
import signal
import struct
import subprocess
import sys
import time
from types import TracebackType

SECONDS = 60
MEMORY = 1 << 30
MOST_PAGES = 500
MOST_SIGNS = 1_000_000
#: After so many documents a fresh process begins, whatever the old one has gathered in memory.
RENEW = 50
HEAD = struct.Struct(">q")


class Unreadable(Exception):  # noqa: N818 - it is an answer, not a fault
    """The document has no words that can be had within the limits."""


class PdfReaderProcess:
    """Keeps one process for many documents; starts a new one when it died, hung or grew."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds, self.process, self.count = seconds, None, 0  # type: float, subprocess.Popen[bytes] | None, int

    def __enter__(self) -> PdfReaderProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def read(self, data: bytes) -> str:
        """The words of a PDF.

        Raises:
            Unreadable: broken, locked, too slow or too large.
        """
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(HEAD.pack(len(data)) + data)
            process.stdin.flush()
            end = time.monotonic() + self.seconds
            size = HEAD.unpack(self._take(HEAD.size, end))[0]
            if size < 0:
                raise Unreadable
            return self._take(size, end).decode("utf-8", "replace")
        except (OSError, struct.error, TimeoutError):
            self.end()
            raise Unreadable from None

    def _take(self, size: int, end: float) -> bytes:
        assert self.process is not None and self.process.stdout is not None
        parts, left, number = [], size, self.process.stdout.fileno()
        while left:
            ready, _, _ = select.select([number], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError
            piece = os.read(number, min(left, 65_536))
            if not piece:
                raise OSError
            parts.append(piece)
            left -= len(piece)
        return b"".join(parts)

    def _running(self) -> subprocess.Popen[bytes]:
        self.count += 1
        if self.process is not None and (self.process.poll() is not None or self.count > RENEW):
            self.end()
        if self.process is None:
            self.count = 1
            self.process = subprocess.Popen(  # noqa: S603 - our own file
                [sys.executable, "-I", __file__],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            )  # fmt: skip
        return self.process

    def end(self) -> None:
        """Ends the process at once; it has nothing to lose."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    pipe.close()
        self.process = None


def words(data: bytes) -> str:
    """The words of a PDF's first 500 pages, at most a million signs; raises whatever the parser meets."""
    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("locked")
    found: list[str] = []
    size = 0
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES or size >= MOST_SIGNS:
            break
        text = page.extract_text() or ""
        found.append(text)
        size += len(text)
    return "\n\n".join(found)[:MOST_SIGNS]


def main() -> None:
    """Answers documents until the pipe closes; each has a minute of computing time."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    into, out = sys.stdin.buffer, sys.stdout.buffer
    while len(head := into.read(HEAD.size)) == HEAD.size:
        data = into.read(HEAD.unpack(head)[0])
        used = int(time.process_time()) + SECONDS + 1
        resource.setrlimit(resource.RLIMIT_CPU, (used, used))
        try:
            found = words(data).encode("utf-8", "replace")
            out.write(HEAD.pack(len(found)) + found)
        # The parser meets hostile bytes here and fails in many ways; each means the same.
        except Exception:
            out.write(HEAD.pack(-1))
        out.flush()


if __name__ == "__main__":
    main()
