"""Log lines that carry the number of their request and no personal data, for people or as JSON."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from mitmachstadt.spine.work import trace

HIDDEN: tuple[tuple[re.Pattern[str], str], ...] = (
    # What PostgreSQL quotes from the row that it refused.
    (re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE), r"\1: …"),
    (re.compile(r"[\w.+%-]{1,254}@[\w-]+(?:\.[\w-]+)+"), "[mail]"),
    (re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"), "[ip]"),
    (
        re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]{1,}(?![\w:])|(?<![\w:])::1(?![\w:])"),
        "[ip]",
    ),
    (re.compile(r"\?[^\s\"'<>?=]+=[^\s\"'<>]*"), "?[…]"),
    # Keys in links of mails: long, and no words.
    (re.compile(r"(?<=/)(?=(?:[^/\s]*[A-Z]){3})[A-Za-z0-9_-]{24,}(?=[/\s\"']|$)"), "[key]"),
    # Links of receipts, to confirm an address and to a new password: twenty letters and digits in a row, with four digits.
    (
        re.compile(
            r"(?<=/)(?=[^/\s]*?(?<![A-Za-z0-9])(?=(?:[A-Za-z]*\d){4})[A-Za-z0-9]{20,})[\w:-]+(?=[/\s\"']|$)"
        ),
        "[key]",
    ),
    (re.compile(r"(\w{1,20}://[^:/\s]*:)[^@/\s]+@"), r"\1[…]@"),
)
EXTRA = ("view", "method", "status", "ms")


# Where a request keeps its number: Django writes its line about a refusal when the number is laid down already.
NUMBER = "mitmachstadt.number"


def number_of(record: logging.LogRecord) -> str:
    """The number of the request that a line is about, else of the one under way; empty outside of requests and tasks."""
    facts = getattr(getattr(record, "request", None), "META", {})
    return str(facts.get(NUMBER, "")) or trace.current.get()


def clean(text: str) -> str:
    """The text without addresses, keys and what people typed."""
    for pattern, instead in HIDDEN:
        text = pattern.sub(instead, text)
    return text


def one_line(text: str) -> str:
    """The text with breaks and control signs spelled out, so that nobody writes lines of his own into the log."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


class Line(logging.Formatter):
    """One line for people: time, level, source, the request's number, message."""

    def format(self, record: logging.LogRecord) -> str:
        record.trace = number_of(record) or "-"
        return clean(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        record.message = one_line(clean(record.message))
        return super().formatMessage(record)


class Json(logging.Formatter):
    """One JSON object a line, for a collector."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": clean(record.getMessage()),
        }
        if number := number_of(record):
            found["request_id"] = number
        found.update({name: getattr(record, name) for name in EXTRA if hasattr(record, name)})
        if record.exc_info:
            found["traceback"] = clean(self.formatException(record.exc_info))
        return json.dumps(found, ensure_ascii=False)


def settings(level: str, form: str) -> dict[str, object]:
    """Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "mitmachstadt.config.operation.logs.Line",
                "format": "{asctime} {levelname} {name} [{trace}]: {message}",
                "style": "{",
            },
            "json": {"()": "mitmachstadt.config.operation.logs.Json"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "loggers": {
            # Strangers ask for foreign names all day; the answer is 400 and nothing to be done.
            # Without any handler Python itself would write the whole traceback, not as JSON and with addresses.
            "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
            # A line for each request is for collectors; people read what went wrong.
            "mitmachstadt.request": {"level": "INFO" if form == "json" else "WARNING"},
            # Names every refused connection with its whole address.
            "psycopg.pool": {"level": "ERROR"},
            # Describes whole requests of services that sign people in, with their codes and tokens.
            "oauthlib": {"level": "WARNING"},
        },
        "root": {"handlers": ["console"], "level": level},
    }
