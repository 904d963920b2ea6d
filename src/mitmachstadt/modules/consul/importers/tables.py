"""The tables of CONSUL's database as rows of the same shape as those of the interface, with everything that one lacks.

Of `users` only number, public name and whether the activity is public are read; the address as a keyed hash, and only where
the operator asked for it. A run that was broken off reads the tables again: what was kept is known and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction

from mitmachstadt.modules.consul.importers import records
from mitmachstadt.modules.consul.importers.dump import NoTables, Tables, open_tables
from mitmachstadt.modules.consul.importers.reader import PIECE, Reader
from mitmachstadt.modules.consul.importers.reading import keep_place
from mitmachstadt.modules.consul.importers.records import Row
from mitmachstadt.modules.consul.models import Run

#: Which list of the run each table fills; what a table that is there no longer holds is marked as gone.
ORDER = (
    "proposals",
    "debates",
    "budgets",
    "investments",
    "polls",
    "processes",
    "suggestions",
    "comments",
    "proposalNotifications",
    "milestones",
    "images",
    "documents",
    "votes",
)


def work(run: Run, found: Tables, hashes: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """Reads all known tables; yields the name of a list and its place after every piece."""
    reader = Reader(found, hashes)
    run.figures["tables"] = found.names()
    reader.people(run)
    lists = run.place.setdefault("lists", {})
    for name in ORDER:
        place = lists.setdefault(name, {"rows": 0, "step": "rows"})
        if place["step"] == "done":
            continue
        place["rows"] = 0
        for rows in _pieces(reader.makers[name]()):
            with transaction.atomic():
                records.keep(run, rows)
                place["rows"] += len(rows)
                keep_place(run)
            yield name, place
        if reader.has(name):
            place["step"] = "done"
        if name == "milestones":
            lists |= {f"{one}.milestones": dict(place) for one in ("proposals", "investments", "processes")}
            del lists[name]
        for counted in ("votes_twice", "answers_twice"):
            if number := getattr(reader, counted):
                run.figures[counted] = number
            run.figures.setdefault(counted, 0)
        run.figures["asked"] = sorted({*run.figures.get("asked", ()), *found.asked} & set(found.names()))
        keep_place(run)


def _pieces(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while piece := list(islice(waiting, PIECE)):
        yield piece


__all__ = ["NoTables", "Tables", "open_tables", "work"]
