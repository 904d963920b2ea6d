"""Where the platform can be attacked: every form that a page shows, every key that a view asks for, every table."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import connection
from django.forms import BaseForm
from django.http import QueryDict
from django.urls import resolvers
from django.utils.datastructures import MultiValueDict

GUESSES = {
    "email": "mensch@example.org",
    "date": "2026-12-01",
    "datetime-local": "2030-03-01T18:00",
    "time": "21:00",
    "number": "1",
    "password": "Drei-Worte-Zusammen",
    "url": "https://example.org/",
}
SENTENCE = "Ein Grund mit genug Worten darin, damit er zählt."
#: Written without anybody handing something in: sessions and what was tried at the door.
ALWAYS = {"django_session"}
#: Anywhere in a statement, since one may begin with WITH or with a remark.
CHANGES_ROWS = re.compile(r"\b(INSERT|DELETE|MERGE|COPY|TRUNCATE|REPLACE)\b", re.IGNORECASE)


@dataclass
class PageForm:
    """A form of a page with values that it would take."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """Finds the forms of a page with what stands in their fields, and fills empty ones sensibly."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.links = page, [], set()
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and has.get("href", "").startswith("/"):
            self.links.add(has["href"].partition("#")[0])
        if tag == "form":
            self.forms.append(PageForm(has.get("action") or self.page, has.get("method", "get").lower()))
        if not self.forms:
            return
        name, fields = has.get("name", ""), self.forms[-1].fields
        if tag == "select" and name:
            self.select = name
        elif tag == "textarea" and name:
            fields.setdefault(name, [SENTENCE])
        elif tag == "option" and self.select and has.get("value"):
            fields.setdefault(self.select, [has["value"]])
        elif tag in {"input", "button"} and name:
            self.put(fields, name, has)

    def put(self, fields: dict[str, list[str]], name: str, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        if kind == "file":
            self.forms[-1].files.add(name)
        elif kind in {"radio", "checkbox"}:
            fields.setdefault(name, [has.get("value", "on")])
        elif kind in {"hidden", "submit"}:
            fields.setdefault(name, [has.get("value", "")])
        else:
            # The trap for machines stays empty.
            empty = "" if name == "website" else GUESSES.get(kind, SENTENCE)
            fields.setdefault(name, [has.get("value") or empty])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None


def read(page: str, html: str) -> Reader:
    """The forms and links of the page."""
    reader = Reader(page)
    reader.feed(html)
    return reader


@contextmanager
def keys_asked() -> Iterator[set[str]]:
    """The names of fields for which a view asks meanwhile, whether they were sent or not."""
    asked: set[str] = set()
    originals = {name: MultiValueDict.__dict__[name] for name in ("__getitem__", "get", "getlist")}

    def listening(original: Any) -> Any:
        def ask(self: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
            # Django keeps the names of addresses in such a thing too.
            if isinstance(key, str) and sys._getframe(1).f_globals["__name__"] != resolvers.__name__:
                asked.add(key)
            return original(self, key, *args, **kwargs)

        return ask

    for name, original in originals.items():
        setattr(MultiValueDict, name, listening(original))
    contains = MultiValueDict.__contains__
    QueryDict.__contains__ = lambda self, key: (asked.add(str(key)), contains(self, key))[1]  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        for name, original in originals.items():
            setattr(MultiValueDict, name, original)
        del QueryDict.__contains__


@contextmanager
def forms_bound() -> Iterator[list[BaseForm]]:
    """Every form that gets something to judge meanwhile."""
    seen: list[BaseForm] = []
    original = BaseForm.__init__

    def listen(self: BaseForm, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if self.is_bound:
            seen.append(self)

    BaseForm.__init__ = listen  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        BaseForm.__init__ = original  # type: ignore[method-assign]


def form_classes(base: type = BaseForm) -> set[type]:
    """Every form of the platform."""
    found = set()
    for one in base.__subclasses__():
        found |= form_classes(one)
        if one.__module__.startswith("mitmachstadt."):
            found.add(one)
    return found


@contextmanager
def writing() -> Iterator[list[str]]:
    """Every statement meanwhile after which a table may hold more or fewer rows."""
    heard: list[str] = []

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if CHANGES_ROWS.search(str(sql)):
            heard.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def named(statements: list[str]) -> list[str]:
    """The tables that these statements name, without those that are always written."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - ALWAYS
    return sorted(table for table in tables if any(table in statement for statement in statements))


def rows(tables: list[str]) -> dict[str, int]:
    """How many rows stand in each of the tables."""
    if not tables:
        return {}
    union = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM \"{name}\"" for name in tables)  # noqa: S608  our own names
    with connection.cursor() as cursor:
        cursor.execute(union)
        return dict(cursor.fetchall())
