"""A CONSUL made of nothing, over HTTP, that behaves as real ones do: limits, versions, an order that moves, dates cut to
the hour, authors who hide, lists that answer for all budgets, and failures when a test plants them.

As a program it serves until it is ended: `python -m tests.consul.consul_server --proposals 10000`.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import re
import signal
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.consul.graphql import DEFAULT, Field, Reader, Wrong, complexity, depth
from tests.serving import Quiet, end, serve

START = datetime(2021, 3, 1, 8, 0, tzinfo=UTC)
TYPES = {
    "proposals": "Proposal", "debates": "Debate", "comments": "Comment", "budgets": "Budget", "geozones": "Geozone",
    "milestones": "Milestone", "proposalNotifications": "ProposalNotification", "tags": "Tag", "users": "User",
    "votes": "Vote", "investments": "BudgetInvestment",
}  # fmt: skip
SINGLE = {key: key[:-1] for key in TYPES}
NEW = {"budgets", "investments", "milestones"}
HTML = "<p>Bitte <strong>mehr</strong> Bänke.</p><script>alert(1)</script><ul><li>Markt</li></ul>"


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda found: "_" + found.group(1).lower(), name)


@dataclass
class Town:
    """What the server has. `version` is "2.4" or "1.5"; `limits` are those of 2.2.1 and later.

    `unstable`: each page is drawn from a list in another order. `failures`: answers to give instead, by number of the
    request: a status, or (status, seconds to wait). `opaque`: cursors that count nothing.
    """

    proposals: int = 30
    comments: int = 60
    votes: int = 90
    debates: int = 4
    version: str = "2.4"
    limits: bool = True
    unstable: bool = False
    opaque: bool = False
    no_probe: bool = False
    browsers_only: bool = False
    failures: dict[int, Any] = field(default_factory=dict)
    hidden: set[tuple[str, int]] = field(default_factory=set)
    changed: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def number_of(self, root: str) -> int:
        return {
            "proposals": self.proposals, "debates": self.debates, "comments": self.comments, "votes": self.votes,
            "budgets": 2, "investments": 3, "proposalNotifications": min(2, self.proposals), "tags": 2, "geozones": 2,
        }.get(root, 0)  # fmt: skip

    def ids(self, root: str) -> Any:
        every = range(1, self.number_of(root) + 1)
        if not self.hidden and not self.unstable:
            return every
        return [one for one in every if (root, one) not in self.hidden]

    def thing(self, root: str, number: int) -> dict[str, Any] | None:
        if number < 1 or number > self.number_of(root) or (root, number) in self.hidden:
            return None
        return MAKERS[root](self, number) | self.changed.get((root, number), {})


def at(number: int) -> str:
    """Cut to the hour, as the interface gives it."""
    return (START + timedelta(hours=number // 3)).strftime("%Y-%m-%d %H:00:00 UTC")


def author(number: int) -> dict[str, Any] | None:
    """Every fifth keeps the activity private."""
    return None if number % 5 == 0 else {"id": number % 50 + 1, "username": f"Person {number % 50 + 1}"}


def proposal(town: Town, n: int) -> dict[str, Any]:
    mine = (
        [v for v in range(1, town.votes + 1) if (v - 1) % max(1, town.proposals) + 1 == n]
        if town.votes < 1000
        else []
    )
    return {
        "id": n, "title": f"Vorschlag {n} für die Stadt", "summary": f"Kurz gesagt: Nummer {n}.", "description": HTML,
        "videoUrl": "javascript:alert(1)" if n == 1 else "https://video.example.org/1", "cachedVotesUp": len(mine),
        "commentsCount": 3 if n == 1 else 2, "publicCreatedAt": at(n), "retiredAt": at(n + 50) if n == 2 else None,
        "retiredReason": "duplicated" if n == 2 else None, "retiredExplanation": "Gibt es schon." if n == 2 else None,
        "geozoneId": 1, "geozone": {"id": 1, "name": "Ickern" if n % 2 else "Nirgendwo"}, "publicAuthor": author(n),
        "tags": [{"name": "Mobilität"}, {"name": "Bänke"}] if n % 2 else [{"name": "Radverkehr"}],
        "milestones": [
            {"id": n * 10 + k, "title": f"Schritt {k}", "description": "<p>Erledigt.</p>", "publicationDate": at(n + k)}
            for k in range(4 if n == 3 else 1 if n % 10 == 4 else 0)
        ],
        "confidenceScore": 0, "hotScore": 0,
    }  # fmt: skip


def comment(town: Town, n: int) -> dict[str, Any]:
    """Threads three deep; the last ones hang on a poll, a debate and an investment."""
    on = ("Proposal", (n - 1) // 3 % max(1, town.proposals) + 1)
    if n in (town.comments, town.comments - 1, town.comments - 2):
        on = [("Poll", 1), ("Debate", 1), ("Budget::Investment", 1)][town.comments - n]
    ancestry = None if n % 3 == 1 or on[0] != "Proposal" else f"{n - 1}" if n % 3 == 2 else f"{n - 2}/{n - 1}"
    return {
        "id": n, "body": f"Kommentar {n}: a < b & c", "ancestry": ancestry, "commentableType": on[0],
        "commentableId": on[1], "cachedVotesTotal": 0, "cachedVotesUp": 1, "cachedVotesDown": 0, "confidenceScore": 0,
        "publicCreatedAt": at(n), "publicAuthor": author(n),
    }  # fmt: skip


def debate(town: Town, n: int) -> dict[str, Any]:
    return {
        "id": n, "title": f"Debatte {n}", "description": HTML, "cachedVotesTotal": 3, "cachedVotesUp": 2, "cachedVotesDown": 1,
        "commentsCount": 1, "publicCreatedAt": at(n), "publicAuthor": author(n), "tags": [], "confidenceScore": 0, "hotScore": 0,
    }  # fmt: skip


def investment(town: Town, n: int) -> dict[str, Any]:
    """Without votes, heading, date, place, choice and result."""
    return {
        "id": n, "title": f"Projekt {n}", "description": HTML, "location": "Am Markt", "price": str(1_000 * n),
        "feasibility": "feasible", "commentsCount": 1, "publicAuthor": author(n),
        "milestones": [{"id": 900_000 + n, "title": "Gebaut", "description": "", "publicationDate": at(n)}],
    }  # fmt: skip


MAKERS: dict[str, Any] = {
    "proposals": proposal, "debates": debate, "comments": comment, "investments": investment,
    "votes": lambda town, n: {
        "id": n, "votableId": (n - 1) % max(1, town.proposals) + 1, "votableType": "Proposal", "voteFlag": True,
        "publicCreatedAt": at(n),
    },
    "budgets": lambda town, n: {"id": n, "name": f"Bürgerbudget {2020 + n}", "phase": "finished"},
    "proposalNotifications": lambda town, n: {
        "id": n, "title": "Neues", "body": "Wir waren vor Ort.", "proposalId": n, "publicCreatedAt": at(n + 9),
    },
    "tags": lambda town, n: {"id": n, "name": ("Mobilität", "Bänke")[n - 1], "kind": "category", "taggingsCount": 1},
    "geozones": lambda town, n: {"id": n, "name": ("Ickern", "Nirgendwo")[n - 1]},
}  # fmt: skip
FIELDS = {root: set(MAKERS[root](Town(), 1)) for root in MAKERS} | {
    "milestones": {"id", "title", "description", "publicationDate"}
}
FIELDS["budgets"] |= {"investments", "investment"}


class Answerer:
    """Answers one question."""

    def __init__(self, town: Town) -> None:
        self.town, self.old = town, town.version == "1.5"

    def name(self, name: str) -> str:
        return snake(name) if self.old else name

    def roots(self) -> list[str]:
        return [root for root in MAKERS if root != "investments" and not (self.old and root in NEW)]

    def fields(self, root: str) -> dict[str, str]:
        """The names of a type here, with ours."""
        known = FIELDS[root] - ({"milestones"} if self.old else set())
        return {self.name(one): one for one in sorted(known)} | (
            {} if self.old else {snake(one): one for one in known}
        )

    def answer(self, text: str) -> dict[str, Any]:
        fields = Reader(text).read()
        if self.town.limits and not self.old:
            if depth(fields) > 8:
                raise Wrong(f"Query has depth of {depth(fields)}, which exceeds max depth of 8")
            if complexity(fields) > 2500:
                raise Wrong(
                    f"Query has complexity of {complexity(fields)}, which exceeds max complexity of 2500"
                )
        roots = {self.name(root): root for root in self.roots()} | {
            snake(root): root for root in self.roots()
        }
        singles = {self.name(SINGLE[root]): root for root in self.roots()} | {
            snake(SINGLE[r]): r for r in self.roots()
        }
        found = {}
        for one in fields:
            if one.name == "__type":
                found[one.alias] = self.type(str(one.args["name"]))
            elif one.name in roots:
                found[one.alias] = self.connection(roots[one.name], one)
            elif one.name in singles:
                found[one.alias] = self.single(singles[one.name], one)
            else:
                raise Wrong(f"Field '{one.name}' doesn't exist on type 'Query'")
        return found

    def type(self, name: str) -> Any:
        if self.town.no_probe:
            raise Wrong("Introspection is off")
        if name == "Query":
            names = [self.name(root) for root in self.roots()] + [
                self.name(SINGLE[root]) for root in self.roots()
            ]
        else:
            root = next((root for root, kind in TYPES.items() if kind == name), "")
            if not root or root not in FIELDS or (self.old and root in NEW):
                return None
            names = list(self.fields(root))
        return {"fields": [{"name": one} for one in names]}

    def single(self, root: str, one: Field) -> Any:
        thing = self.town.thing(root, int(one.args["id"]))
        return None if thing is None else self.node(root, thing, one.fields)

    def connection(self, root: str, one: Field) -> Any:
        ids = self.town.ids(root)
        if self.town.unstable:
            # Equal ones in any order: neighbours change places from one question to the next.
            for place in range(len(ids) - 1):
                if self.town.dice.random() < 0.3:
                    ids[place], ids[place + 1] = ids[place + 1], ids[place]
        return self.page(ids, root, one, lambda number: self.town.thing(root, number))

    def page(self, things: list[Any], root: str, one: Field, make: Any = lambda thing: thing) -> Any:
        first = int(one.args.get("first", DEFAULT))
        first = min(first, DEFAULT) if self.town.limits and not self.old else first
        start = self.place(str(one.args.get("after", "")))
        chosen = [make(thing) for thing in things[start : start + first]]
        found: dict[str, Any] = {}
        for part in one.fields:
            if part.name == "edges":
                found["edges"] = [
                    {
                        inner.name: self.node(root, thing, inner.fields)
                        for inner in part.fields
                        if inner.name == "node"
                    }
                    for thing in chosen
                ]
            elif part.name == "pageInfo":
                end = self.cursor(start + len(chosen)) if chosen else None
                found["pageInfo"] = {"hasNextPage": start + len(chosen) < len(things), "endCursor": end}
            else:
                raise Wrong(f"Field '{part.name}' doesn't exist on type 'Connection'")
        return found

    def cursor(self, number: int) -> str:
        return (
            base64.b64encode((f"x{number * 7}" if self.town.opaque else str(number)).encode())
            .decode()
            .rstrip("=")
        )

    def place(self, cursor: str) -> int:
        if not cursor:
            return 0
        words = base64.b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return int(words[1:]) // 7 if words.startswith("x") else int(words)

    def node(self, root: str, thing: dict[str, Any], fields: list[Field]) -> dict[str, Any]:
        known, found = self.fields(root), {}
        for one in fields:
            if root == "budgets" and one.name == "investments":
                # Whatever budget is asked, the projects of all budgets come.
                found[one.alias] = self.connection("investments", one)
                continue
            if root == "budgets" and one.name == "investment":
                found[one.alias] = self.single("investments", one)
                continue
            if one.name not in known:
                raise Wrong(f"Field '{one.name}' doesn't exist on type '{TYPES[root]}'")
            given = thing[known[one.name]]
            if isinstance(given, list):
                inner = "milestones" if one.name == "milestones" else "tags"
                found[one.alias] = self.page(given, inner, one)
            elif isinstance(given, dict):
                found[one.alias] = {part.alias: given[part.name] for part in one.fields}
            else:
                found[one.alias] = given
        return found


def handler(town: Town) -> type[BaseHTTPRequestHandler]:
    class Handler(Quiet):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query).get("query", [""])[0]
            town.asked.append(query)
            planted = town.failures.pop(len(town.asked), None)
            if planted:
                status, wait = planted if isinstance(planted, tuple) else (planted, 0)
                return self.say(status, b"", {"Retry-After": str(wait)} if wait else {})
            if town.browsers_only and "Mozilla" not in self.headers.get("User-Agent", ""):
                return self.say(403, b"")
            try:
                body: dict[str, Any] = {"data": Answerer(town).answer(query)}
            except Wrong as wrong:
                town.refused.append(str(wrong))
                body = {"errors": [{"message": str(wrong)}]}
            return self.say(200, json.dumps(body).encode())

        def say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for key, word in (
                {"Content-Type": "application/json", "Content-Length": str(len(body))} | (headers or {})
            ).items():
                self.send_header(key, word)
            self.end_headers()
            self.wfile.write(body)

    return Handler


class Server:
    """Serves a town in a thread; `address` is that of the platform."""

    def __init__(self, town: Town, port: int = 0) -> None:
        self.town = town
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler(town))
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Server:
        serve(self.server)
        return self

    def __exit__(self, *args: Any) -> None:
        end(self.server)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, number in (
        ("port", 8111),
        ("proposals", 10_000),
        ("comments", 100_000),
        ("votes", 20_000),
        ("debates", 10),
    ):
        parser.add_argument(f"--{name}", type=int, default=number)
    given = parser.parse_args()
    town = Town(proposals=given.proposals, comments=given.comments, votes=given.votes, debates=given.debates)
    with Server(town, given.port):
        print(f"http://127.0.0.1:{given.port}/graphql", flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
