"""Reads an OParl endpoint as a stranger would: everything that can be reached from the system, and what is wrong with it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft7Validator, FormatChecker

SCHEMAS = Path(__file__).parent / "schemas"
PREFIX = "https://schema.oparl.org/1.1/"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}$")
MAY_BE_EMPTY = {"legislativeTerm"}
formats = FormatChecker(formats=())


@formats.checks("date", raises=ValueError)
def is_day(text: Any) -> bool:
    return bool(DAY.match(text)) and bool(datetime.strptime(text, "%Y-%m-%d"))


@formats.checks("date-time", raises=ValueError)
def is_moment(text: Any) -> bool:
    return bool(MOMENT.match(text)) and bool(datetime.fromisoformat(text))


@formats.checks("url")
def is_url(text: Any) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in text


def validators() -> dict[str, Draft7Validator]:
    found = {}
    for path in SCHEMAS.glob("schema-*.json"):
        schema = json.loads(path.read_text("utf-8"))
        # the specification allows a deleted object to be its own name and dates only, and an internal list to be left out
        found[path.stem.removeprefix("schema-")] = Draft7Validator(schema, format_checker=formats)
    return found


def references(schema: dict[str, Any]) -> tuple[dict[str, str], set[str]]:
    """Fields that name objects with the type they name, and fields that are lists of their own."""
    objects, lists = {}, set()
    for name, field in schema["properties"].items():
        target = field.get("references") or field.get("items", {}).get("references")
        if target == "externalList":
            lists.add(name)
        elif target and name != "system":
            objects[name] = target
    return objects, lists


class Crawl:
    """`get(url)` answers with status, headers and bytes. After `run`, `findings` says what is wrong.

    `page_answers` are pages for people that have been asked before, with whether they answered.
    """

    def __init__(
        self,
        get: Callable[[str], tuple[int, dict[str, str], bytes]],
        start: str,
        scheme: str = "https",
        page_answers: dict[str, bool] | None = None,
    ):
        self.get, self.start, self.scheme = get, start, scheme
        self.findings: list[str] = []
        self.objects: dict[str, dict[str, Any]] = {}
        self.listed: set[str] = set()
        self.embedded: set[str] = set()
        self.linked: dict[str, tuple[str, str]] = {}
        self.lists: set[str] = set()
        self.pages = 0
        self.page_answers = dict(page_answers or {})
        self.requests = 0
        self.validators = validators()
        self.fields = {name: references(v.schema) for name, v in self.validators.items()}

    def run(self) -> Crawl:
        self.see(self.read(self.start) or {}, self.start)
        while True:
            waiting = [url for url in self.linked if url not in self.objects and url not in self.embedded]
            if not waiting:
                break
            for url in waiting:
                self.see(self.read(url) or {"id": url}, url)
        for url, (_type, where) in self.linked.items():
            if url not in self.listed and url != self.start:
                self.findings.append(f"linked but in no list: {url} from {where}")
        return self

    def counts(self) -> Counter[str]:
        return Counter(str(one.get("type", "")).removeprefix(PREFIX) for one in self.objects.values())

    def read(self, url: str) -> dict[str, Any] | None:
        self.requests += 1
        status, headers, body = self.get(url)
        if status != 200:
            self.findings.append(f"not reachable: {url} ({status})")
            return None
        if headers.get("Access-Control-Allow-Origin") != "*":
            self.findings.append(f"no CORS: {url}")
        if body.startswith(b"\xef\xbb\xbf") or b"\\u003c" in body or b"&lt;" in body or b"&amp;" in body:
            self.findings.append(f"BOM or HTML in {url}")
        try:
            return json.loads(body.decode())
        except ValueError:
            self.findings.append(f"invalid JSON: {url}")
            return None

    def see(self, found: dict[str, Any], where: str, *, inside: str = "") -> None:
        """Checks an object, remembers it and goes into what it holds."""
        url, type_ = str(found.get("id", "")), str(found.get("type", "")).removeprefix(PREFIX)
        if not inside and url != where and not where.endswith("#list"):
            self.findings.append(f"another object than asked for: {where} gives {url}")
        validator = self.validators.get(type_)
        if validator is None:
            self.findings.append(f"no type: {url}")
            return
        if found.get("deleted"):
            if inside:
                self.findings.append(f"deleted but embedded: {url} in {inside}")
            if set(found) != {"id", "type", "created", "modified", "deleted"}:
                self.findings.append(f"deleted with more than its name: {url}")
            return
        for problem in validator.iter_errors(found):
            self.findings.append(f"schema: {url}: {problem.json_path} {problem.message[:100]}")
        for name in ("created", "modified"):
            if name not in found:
                self.findings.append(f"no {name}: {url}")
        self.empties(found, url)
        if found.get("web", "").startswith(url.partition("/oparl/")[0]) and not self.shown(found["web"]):
            self.findings.append(f"no page for people: {url} names {found['web']}")
        if inside:
            self.embedded.add(url)
            self.linked.setdefault(url, (type_, inside))
        else:
            self.objects[url] = found
        objects, lists = self.fields[type_]
        for name, value in found.items():
            if name in lists:
                self.list(value, f"{url} {name}")
            elif name in objects:
                for one in value if isinstance(value, list) else [value]:
                    self.linked.setdefault(one, (objects[name], f"{url} {name}"))
            elif isinstance(value, dict) and "type" in value and "id" in value:
                self.see(value, where, inside=url)
            elif isinstance(value, list):
                for one in value:
                    if isinstance(one, dict) and "id" in one:
                        self.see(one, where, inside=url)

    def shown(self, page: str) -> bool:
        """Whether the page for people answers; each is asked once."""
        if page not in self.page_answers:
            self.page_answers[page] = self.get(page)[0] == 200
        return self.page_answers[page]

    def empties(self, value: Any, where: str, name: str = "") -> None:
        if value is None or value == "" or (value == [] and name not in MAY_BE_EMPTY):
            self.findings.append(f"empty: {where} {name}")
        if isinstance(value, str) and value.startswith("http://") and self.scheme == "https" and name in {
            "id", "body", "accessUrl", "downloadUrl", "paper", "meeting", "organization", "web",
        }:  # fmt: skip
            self.findings.append(f"http instead of https: {where} {name}")
        if isinstance(value, dict):
            for key, one in value.items():
                if key != "properties":
                    self.empties(one, where, key)
        elif isinstance(value, list):
            for one in value:
                self.empties(one, where, name)

    def list(self, url: str, where: str) -> None:
        """Reads a list to its end and checks its shape and its links."""
        if url in self.lists:
            return
        self.lists.add(url)
        seen: list[str] = []
        size, pages, following, before, total, last = 0, 0, url, "", None, ""
        while following:
            page = self.read(following)
            if page is None:
                return
            pages += 1
            self.pages += 1
            links = page.get("links")
            if not isinstance(page.get("data"), list) or not isinstance(links, dict):
                self.findings.append(f"not a list: {following} from {where}")
                return
            for name, expected in (("self", following), ("first", url), ("prev", before)):
                if expected and links.get(name) != expected:
                    self.findings.append(
                        f"link {name} of {following} is {links.get(name)} and not {expected}"
                    )
            pagination = page.get("pagination", {})
            size = size or pagination.get("elementsPerPage", 0)
            total, last = pagination.get("totalElements", total), links.get("last", last)
            if "next" in links and len(page["data"]) != size:
                self.findings.append(f"page of {len(page['data'])} and not {size}: {following}")
            for one in page["data"]:
                self.listed.add(one["id"])
                seen.append(one["id"])
                self.see(one, f"{following}#list")
            before, following = following, links.get("next", "")
        if len(seen) != len(set(seen)):
            self.findings.append(f"twice in a list: {url}")
        if total is not None and total != len(seen):
            self.findings.append(f"{url} says {total} and has {len(seen)}")
        if last and last != before:
            self.findings.append(f"last of {url} is {last} and not {before}")
