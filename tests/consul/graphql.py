"""A small reader of GraphQL questions, with the limits of CONSUL: enough for what its clients ask, and strict about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(r'\s*(\.\.\.|[{}():!,]|"(?:[^"\\]|\\.)*"|-?\d+|[A-Za-z_]\w*)')
DEFAULT = 25


class Wrong(Exception):  # noqa: N818
    """What the server says instead of data."""


@dataclass
class Field:
    name: str
    alias: str
    args: dict[str, Any] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)


def tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Wrong(f"Parse error on {text[at : at + 10]!r}")
        found.append(match.group(1))
        at = match.end()
    return [one for one in found if one != ","]


class Reader:
    """Reads one question with its fragments."""

    def __init__(self, text: str) -> None:
        self.words, self.at = tokens(text), 0
        self.fragments: dict[str, list[Any]] = {}

    def take(self, wanted: str = "") -> str:
        if self.at >= len(self.words):
            raise Wrong("Parse error: unexpected end")
        word = self.words[self.at]
        if wanted and word != wanted:
            raise Wrong(f"Parse error: expected {wanted}, got {word}")
        self.at += 1
        return word

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def read(self) -> list[Field]:
        found: list[Any] = []
        while self.peek():
            if self.peek() == "fragment":
                self.take()
                name = self.take()
                self.take("on")
                self.take()
                self.fragments[name] = self.selection()
            else:
                if self.peek() == "query":
                    self.take()
                found = self.selection()
        return self.spread(found)

    def selection(self) -> list[Any]:
        self.take("{")
        found: list[Any] = []
        while self.peek() != "}":
            if self.peek() == "...":
                self.take()
                found.append(self.take())
                continue
            name = alias = self.take()
            if self.peek() == ":":
                self.take()
                name = self.take()
            one = Field(name, alias)
            if self.peek() == "(":
                self.take()
                while self.peek() != ")":
                    key = self.take()
                    self.take(":")
                    one.args[key] = value(self.take())
                self.take()
            if self.peek() == "{":
                one.fields = self.selection()
            found.append(one)
        self.take("}")
        return found

    def spread(self, parts: list[Any]) -> list[Field]:
        found: list[Field] = []
        for part in parts:
            if isinstance(part, str):
                found += self.spread(self.fragments[part])
            else:
                part.fields = self.spread(part.fields)
                found.append(part)
        return found


def value(word: str) -> Any:
    if word.startswith('"'):
        return word[1:-1]
    return int(word) if re.fullmatch(r"-?\d+", word) else {"true": True, "false": False}.get(word, word)


def depth(fields: list[Field]) -> int:
    return max((1 + depth(one.fields) for one in fields), default=0)


def complexity(fields: list[Field]) -> int:
    """A point a field; a list as often as it is long."""
    total = 0
    for one in fields:
        nodes = [part for part in one.fields if part.name == "edges"]
        if nodes:
            first = min(int(one.args.get("first", DEFAULT)), DEFAULT)
            rest = [part for part in one.fields if part.name != "edges"]
            total += 1 + complexity(rest) + first * complexity(nodes)
        else:
            total += 1 + complexity(one.fields)
    return total
