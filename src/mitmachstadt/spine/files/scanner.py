"""Asks the town's own virus scanner (clamd) about a file before anything keeps it; nothing is asked where none is named."""

from __future__ import annotations

import logging
import socket
import struct
from contextlib import closing
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.problems import Problem, Refused

log = logging.getLogger(__name__)
PIECE = 64 * 1024
SECONDS = 20


def refuse_infected(data: bytes, field: str = "file") -> None:
    """Lets `data` pass when the scanner finds nothing in it.

    Raises:
        Refused: it found something, or it does not answer: unexamined is not harmless.
    """
    if not settings.VIRUS_SCANNER:
        return
    try:
        told = ask(b"INSTREAM", data)
    except OSError as error:
        log.error("the virus scanner does not answer: %s", type(error).__name__)
        told = ""
    if told.endswith(" FOUND"):
        log.warning("the virus scanner refused an upload: %s", told)
        raise Refused(
            [Problem(field, "infected", _("The virus scanner of the town found something in this file."))]
        )
    if not told.endswith(": OK"):
        words = _(
            "Files can not be examined at the moment. Please try again later, or send it without the file."
        )
        raise Refused([Problem(field, "unexamined", words)])


def ask(command: bytes, data: bytes | None = None) -> str:
    """What clamd says to `command`, with `data` behind it in the pieces it wants.

    Raises:
        OSError: it can not be reached, or hangs up.
    """
    with closing(connect(urlsplit(settings.VIRUS_SCANNER))) as line:
        line.sendall(b"z" + command + b"\0")
        for start in range(0, len(data or b""), PIECE):
            piece = (data or b"")[start : start + PIECE]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        if data is not None:
            line.sendall(struct.pack("!I", 0))
        told = b""
        while more := line.recv(PIECE):
            told += more
    return told.rstrip(b"\0\n").decode("utf-8", "replace")


def connect(place: SplitResult) -> socket.socket:
    """A line to `clamd://machine:3310`, or to the socket of this machine, `clamd:///run/clamav/clamd.ctl`."""
    if place.hostname:
        return socket.create_connection((place.hostname, place.port or 3310), SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    try:
        line.connect(place.path)
    except OSError:
        line.close()
        raise
    return line
