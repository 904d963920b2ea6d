"""Asks the interface of CONSUL within its limits: what it offers, pages by their place, single things by their number."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from mitmachstadt.modules.consul.rules.shapes import LISTS, Part, Wanted, offered_as, snake
from mitmachstadt.spine.fetching import Fetcher, Unreached

MISSING = re.compile(r"[Ff]ield ['\"`](\w+)['\"`] doesn.t exist")
TYPES = (
    "Query",
    "Proposal",
    "Debate",
    "Comment",
    "ProposalNotification",
    "Vote",
    "Budget",
    "BudgetInvestment",
    "Milestone",
)
Offered = dict[str, list[str] | None]


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """The interface answered and said no; `kind` is "cost", "depth", "field" (with its `name`) or "other"."""

    def __init__(self, kind: str, message: str, name: str = "") -> None:
        super().__init__(f"{kind}: {message[:200]}")
        self.kind, self.message, self.name = kind, message[:300], name


class Broken(Exception):  # noqa: N818
    """What came is no answer of such an interface."""


@dataclass
class Api:
    """One interface; `address` ends in `/graphql`."""

    address: str
    fetcher: Fetcher

    def ask(self, query: str) -> dict[str, Any]:
        """The `data` of the answer.

        Raises:
            Refusal: it said no.
            Broken: no JSON, or JSON of another shape.
            Unreached: no answer after all tries.
        """
        answer = self.fetcher.get(f"{self.address}?{urlencode({'query': query})}")
        try:
            found = json.loads(answer.data)
        except (ValueError, RecursionError):
            raise Broken("Die Antwort ist kein JSON.") from None
        if not isinstance(found, dict):
            raise Broken("Die Antwort hat eine andere Form.")
        if errors := found.get("errors"):
            raise _refusal(errors)
        data = found.get("data")
        if not isinstance(data, dict):
            raise Broken("Die Antwort enthält keine Daten.")
        return data


def _refusal(errors: Any) -> Refusal:
    words = " ".join(
        str(one.get("message", "")) if isinstance(one, dict) else str(one)
        for one in (errors if isinstance(errors, list) else [errors])
    )
    if found := MISSING.search(words):
        return Refusal("field", words, found.group(1))
    if "complexity" in words.lower():
        return Refusal("cost", words)
    return Refusal("depth" if "depth" in words.lower() else "other", words)


def interface_of(address: str) -> str:
    """`https://…/graphql` for the address of a platform or of its interface.

    Raises:
        ValueError: for what is no address of the web.
    """
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError(address)
    path = parts.path.rstrip("/")
    return urlunsplit(
        (parts.scheme, parts.netloc, path if path.endswith("/graphql") else f"{path}/graphql", "", "")
    )


def probe(api: Api) -> Offered:
    """The fields of each type by a question of depth 3; where even that is refused, what answers to the old names."""
    asked = " ".join(
        f't{number}: __type(name: "{name}") {{ fields {{ name }} }}' for number, name in enumerate(TYPES)
    )
    try:
        data = api.ask("{ %s }" % asked)  # noqa: UP031 - braces
    except Refusal:
        return _by_trying(api)
    found: Offered = {}
    for number, name in enumerate(TYPES):
        fields = (data.get(f"t{number}") or {}).get("fields")
        if isinstance(fields, list):
            found[name] = [str(one.get("name", "")) for one in fields if isinstance(one, dict)]
    return found if "Query" in found else _by_trying(api)


def _by_trying(api: Api) -> Offered:
    """Each list asked for one thing by its old name; of fields nothing is known then."""
    found: Offered = {"Query": []}
    roots = found["Query"]
    assert roots is not None
    for wanted in LISTS:
        name = snake(wanted.many)
        try:
            api.ask("{ %s(first: 1) { edges { node { id } } } }" % name)  # noqa: UP031
        except Refusal:
            continue
        roots += [name, snake(wanted.one)]
        found[wanted.type] = None
    return found


@dataclass(frozen=True)
class Question:
    """How the source wants one kind of thing to be asked for: names as it has them, what it lacks left out.

    `inside` is the single thing around the list (`budget(id: 7)`), "" for lists at the top. `nodes` are the fields of the
    list as pairs of our name and its name.
    """

    wanted: Wanted
    many: str
    one: str
    nodes: tuple[tuple[str, str], ...]
    parts: tuple[tuple[Part, str], ...]
    inside: str = ""

    def fragment(self) -> str:
        """The fields of one thing, said once for all pages of a question."""
        words = [name for _ours, name in self.nodes]
        for part, name in self.parts:
            inner = " ".join(part.fields) if not self.old else " ".join(map(snake, part.fields))
            words.append(
                f"{name}(first: {part.first}) {{ edges {{ node {{ {inner} }} }} }}"
                if part.first
                else f"{name} {{ {inner} }}"
            )
        return f"fragment f on {self.wanted.type} {{ {' '.join(words)} }}"

    @property
    def old(self) -> bool:
        """True where the source has only names with underscores."""
        return any(ours != name for ours, name in self.nodes)

    def pages(self, places: Sequence[str | None], first: int) -> str:
        """A question for several pages; a place is a cursor, None the beginning."""
        lists = " ".join(
            f"p{number}: {self.many}(first: {first}{f', after: {json.dumps(place)}' if place is not None else ''}) "
            "{ pageInfo { hasNextPage endCursor } edges { node { ...f } } }"
            for number, place in enumerate(places)
        )
        return f"query {{ {f'{self.inside} {{ {lists} }}' if self.inside else lists} }} {self.fragment()}"

    def singles(self, ids: Iterable[int]) -> str:
        """A question for single things; those that are not there come as null."""
        return f"query {{ {' '.join(f's{one}: {self.one}(id: {one}) {{ ...f }}' for one in ids)} }} {self.fragment()}"

    def without(self, name: str) -> Question | None:
        """The same question without a field; None when it does not ask for it."""
        nodes = tuple(one for one in self.nodes if one[1] != name)
        parts = tuple(one for one in self.parts if one[1] != name)
        changed = replace(self, nodes=nodes, parts=parts)
        return changed if changed != self and any(ours == "id" for ours, _name in nodes) else None

    def read(self, node: dict[str, Any]) -> dict[str, Any]:
        """A thing under our names; lists of parts as lists."""
        found = {ours: node.get(name) for ours, name in self.nodes}
        for part, name in self.parts:
            inner = node.get(name)
            if part.first:
                edges = inner.get("edges") if isinstance(inner, dict) else None
                rows = [one.get("node") for one in edges or () if isinstance(one, dict)]
                found[part.name] = [_named(one, part) for one in rows if isinstance(one, dict)]
            else:
                found[part.name] = _named(inner, part) if isinstance(inner, dict) else None
        return found


def _named(node: dict[str, Any], part: Part) -> dict[str, Any]:
    return {name: node.get(name, node.get(snake(name))) for name in part.fields}


def question_for(
    wanted: Wanted, offered: Offered, *, inside: str = "", holder: str = "Query"
) -> Question | None:
    """How to ask for it here; None where the source has no such list."""
    many = offered_as(wanted.many, offered.get(holder) or [])
    one = offered_as(wanted.one, offered.get("Query") or []) if not inside else ""
    if not many or (wanted.type not in offered and holder == "Query"):
        return None
    known = offered.get(wanted.type, None if wanted.type in offered else [])
    nodes = tuple((name, called) for name in wanted.fields if (called := offered_as(name, known)))
    parts = tuple((part, called) for part in wanted.parts if (called := offered_as(part.name, known)))
    return Question(wanted, many, one, nodes, parts, inside) if nodes else None


def place_of(number: int, *, padded: bool) -> str:
    """The cursor behind the first `number` things, as CONSUL counts."""
    words = base64.b64encode(str(number).encode()).decode()
    return words if padded else words.rstrip("=")


def counts(cursor: Any, number: int) -> tuple[bool, bool]:
    """Whether a cursor is such a count of `number`, and whether it is padded."""
    for padded in (True, False):
        if cursor == place_of(number, padded=padded):
            return True, padded
    return False, True


__all__ = [
    "Api",
    "Broken",
    "Offered",
    "Question",
    "Refusal",
    "Unreached",
    "interface_of",
    "probe",
    "question_for",
]
