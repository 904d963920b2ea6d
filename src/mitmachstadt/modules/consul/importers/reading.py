"""Reads one list of the interface to its end: page by page, again while its order moves, what is missing one by one.

The place is kept with the rows in one transaction, so a process that dies loses nothing and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mitmachstadt.modules.consul.importers import records
from mitmachstadt.modules.consul.importers.graphql import Api, Broken, Question, Refusal, counts, place_of
from mitmachstadt.modules.consul.importers.nodes import Node
from mitmachstadt.modules.consul.importers.records import Kept, Row
from mitmachstadt.modules.consul.models import Record, Run
from mitmachstadt.modules.consul.rules.shapes import PAGE, pages_at_once, singles_at_once

PASSES = 5
AT_ONCE = 6
MOST_SINGLES = 5_000
Place = dict[str, Any]
ToRows = Callable[[Node, int], tuple[list[Row], list[tuple[int, str]]]]


class TakenOver(Exception):  # noqa: N818 - it is an answer, not a fault
    """Another process works on this run now."""


def keep_place(run: Run) -> None:
    """Writes where the run stands; call it inside the transaction that writes what was read.

    Raises:
        TakenOver: somebody else has the run.
    """
    held = Run.objects.filter(pk=run.pk, runner=run.runner, state=Run.State.RUNNING)
    if not held.update(place=run.place, figures=run.figures):
        raise TakenOver


@dataclass
class List:
    """One list of one source: how it is asked for, and what its things become."""

    name: str
    kind: str
    question: Question
    to_rows: ToRows


def fresh_place() -> Place:
    """A list that nobody has begun."""
    return {
        "offset": 0, "cursor": None, "counted": None, "padded": True, "pass": 1, "fresh": 0, "twice": 0, "rows": 0,
        "first": PAGE, "at_once": 1, "most": AT_ONCE, "step": "pages", "at": 0, "lost": [], "singles": 0,
    }  # fmt: skip


def read(run: Run, api: Api, one: List) -> Iterator[Place]:
    """Reads the list from where the run stands; yields its place after every step."""
    lists = run.place.setdefault("lists", {})
    place: Place = lists.setdefault(one.name, fresh_place())
    one.question = _without_lost(one.question, place)
    while place["step"] != "done":
        try:
            _pages(run, api, one, place) if place["step"] == "pages" else _singles(run, api, one, place)
        except Refusal as refusal:
            _ask_less(one, place, refusal)
            continue
        yield place


def _without_lost(question: Question, place: Place) -> Question:
    for name in place["lost"]:
        question = question.without(name) or question
    return question


def _ask_less(one: List, place: Place, refusal: Refusal) -> None:
    """What was refused is asked for in smaller pieces, or without the field that is not there."""
    if refusal.kind == "field" and (smaller := one.question.without(refusal.name)):
        one.question = smaller
        place["lost"].append(refusal.name)
    elif place["at_once"] > 1:
        place["at_once"] = place["most"] = place["at_once"] // 2
    elif refusal.kind == "cost" and place["first"] > 3:
        place["first"] //= 2
    else:
        raise refusal


def _pages(run: Run, api: Api, one: List, place: Place) -> None:
    places: list[str | None] = [place["cursor"]]
    if place["counted"]:
        steps = range(place["offset"], place["offset"] + place["first"] * place["at_once"], place["first"])
        places = [place_of(step, padded=place["padded"]) if step else None for step in steps]
    data = api.ask(one.question.pages(places, place["first"]))
    if one.question.inside:
        data = next(iter(data.values()), {}) or {}
    rows: list[Row] = []
    authors: list[tuple[int, str]] = []
    last, things = False, 0
    for number in range(len(places)):
        nodes, info = _page(data.get(f"p{number}"))
        last = not info.get("hasNextPage") or not nodes
        for node in nodes:
            made, named = one.to_rows(one.question.read(node), records.whole(node.get("id")) or 0)
            rows += made
            authors += named
        things += len(nodes)
        _learn(place, info.get("endCursor"), len(nodes), pages_at_once(one.question.wanted, AT_ONCE))
        short = len(nodes) < place["first"]
        if last or short:
            if short and not last:
                place["first"] = len(nodes)
            break
    with transaction.atomic():
        kept = _keep(run, rows, authors)
        place["rows"] += things
        place["fresh"] += kept.fresh
        place["twice"] += kept.twice
        if last:
            _end_of_pass(run, one, place)
        keep_place(run)


def _page(found: Any) -> tuple[list[Node], Node]:
    if not isinstance(found, dict) or not isinstance(found.get("edges"), list):
        raise Broken("Eine Liste hat eine andere Form als erwartet.")
    nodes = [
        one["node"] for one in found["edges"] if isinstance(one, dict) and isinstance(one.get("node"), dict)
    ]
    info = found.get("pageInfo")
    return nodes, info if isinstance(info, dict) else {}


def _learn(place: Place, cursor: Any, number: int, at_once: int) -> None:
    """Whether the cursor only counts: then several pages can be asked for at once."""
    place["offset"] += number
    place["cursor"] = cursor if isinstance(cursor, str) else None
    if place["counted"] is None and number:
        place["counted"], place["padded"] = counts(cursor, place["offset"])
    if place["counted"]:
        place["at_once"] = min(place["most"], at_once)


def _keep(run: Run, rows: list[Row], authors: list[tuple[int, str]]) -> Kept:
    records.keep_authors(run, authors)
    kept = Kept()
    for kind in dict.fromkeys(row.kind for row in rows):
        part = records.keep(run, [row for row in rows if row.kind == kind])
        kept.fresh += part.fresh
        kept.twice += part.twice
    return kept


def _end_of_pass(run: Run, one: List, place: Place) -> None:
    """A pass in which nothing came twice has read everything: what moved away in a list moved onto something else."""
    settled = place["twice"] == 0 if place["pass"] == 1 else place["fresh"] == 0
    place.setdefault("first_pass", place["rows"])
    if settled:
        place["step"] = "done"
    elif place["pass"] < PASSES:
        place.update(offset=0, cursor=None, fresh=0, twice=0, rows=0)
        place["pass"] += 1
    else:
        place.update(step="singles" if one.question.one else "done", at=0, at_once=1)
        place["unsettled"] = True


def _singles(run: Run, api: Api, one: List, place: Place) -> None:
    """The numbers between the read ones, asked for singly; most of them were never public."""
    number = max(1, singles_at_once(one.question.wanted) // max(1, AT_ONCE // place["most"]))
    missing = _missing(run, one.kind, place["at"], min(number, MOST_SINGLES - place["singles"]))
    rows: list[Row] = []
    authors: list[tuple[int, str]] = []
    if missing:
        data = api.ask(one.question.singles(missing))
        for found in data.values():
            if isinstance(found, dict):
                made, named = one.to_rows(one.question.read(found), records.whole(found.get("id")) or 0)
                rows += made
                authors += named
    with transaction.atomic():
        _keep(run, rows, authors)
        place["singles"] += len(missing)
        place["at"] = missing[-1] if missing else place["at"]
        if not missing or place["singles"] >= MOST_SINGLES:
            place["step"] = "done"
        keep_place(run)


def _missing(run: Run, kind: str, after: int, most: int) -> list[int]:
    """The next numbers up to the highest that this run has not seen."""
    seen = Record.objects.filter(source=run.source_id, kind=kind, run=run.pk)
    known = set(seen.filter(old_id__gt=after).values_list("old_id", flat=True))
    highest, number = max(known, default=0), after + 1
    found: list[int] = []
    while number < highest and len(found) < most:
        if number not in known:
            found.append(number)
        number += 1
    return found
