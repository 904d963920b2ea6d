"""The whole way of a take-over, step by step, so that it can be watched, killed at any point and gone on with."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.consul.actions import claims, pages, reporting, writing
from mitmachstadt.modules.consul.importers.reading import TakenOver, keep_place
from mitmachstadt.modules.consul.models import Record, Run, Source
from mitmachstadt.modules.consul.rules.facts import Names
from mitmachstadt.modules.proposals import interface as proposals
from mitmachstadt.spine.audit.actions import record as log
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.city.queries import names_of
from mitmachstadt.spine.problems import Problem, Refused

PHASES = ("read", "gone", "write", "report")
Reader = Callable[[Run], Iterator[tuple[str, dict[str, Any]]]]
PIECE = 500


@dataclass(frozen=True)
class Step:
    """What just happened, for whoever watches: a phase, what it is about, and how far it is."""

    phase: str
    what: str
    done: int
    total: int = 0


@transaction.atomic
def take(key: str, name: str, address: str, path: str, *, anew: bool = False) -> Run:
    """The run to work on: one that was broken off, else (or with `anew`) a new one. Whoever comes last has it.

    Raises:
        Refused: the source was read from its tables before, and the interface would only give less.
    """
    source, _made = Source.objects.get_or_create(
        key=key, defaults={"name": name[:200], "address": address[:300]}
    )
    source = Source.objects.select_for_update().get(pk=source.pk)
    if path == "api" and source.runs.filter(path="tables", state=Run.State.DONE).exists():
        words = "Diese Quelle wurde schon aus ihrer Datenbank gelesen. Die Schnittstelle gibt weniger; nichts wurde geändert."
        raise Refused([Problem("", "less", words)])
    run = source.runs.filter(state=Run.State.RUNNING).first()
    if run is not None and (anew or run.path != path):
        Run.objects.filter(pk=run.pk).update(state=Run.State.GIVEN_UP, finished_at=timezone.now())
        run = None
    run = run or Run.objects.create(source=source, path=path)
    run.runner = str(uuid.uuid4())
    run.save(update_fields=["runner"])
    return run


def work(
    run: Run, reader: Reader, *, open_since: date | None = None, folder: Path | None = None
) -> Iterator[Step]:
    """Does the run from where it stands; yields after every step. A run that another process took just ends."""
    try:
        for phase in PHASES[PHASES.index(run.place.get("phase", "read")) :]:
            if run.place.get("phase") != phase:
                run.place["phase"] = phase
                keep_place(run)
            yield from _phase(phase, run, reader, open_since, folder)
    except TakenOver:
        return


def _phase(
    phase: str, run: Run, reader: Reader, open_since: date | None, folder: Path | None
) -> Iterator[Step]:
    if phase == "read":
        for name, place in reader(run):
            yield Step(phase, name, int(place.get("rows", 0)))
    elif phase == "gone":
        yield Step(phase, "", mark_gone(run))
    elif phase == "write":
        votes = writing.votes_of(run)
        writing.count_again(run, votes)
        context = writing.Context(run, names_here(), votes, open_since, folder)
        for kind, done, total in writing.write(context, lambda: keep_place(run)):
            yield Step(phase, kind, done, total)
        claims.catch_up(run.source_id)
    else:
        finish(run)
        yield Step(phase, "", 1, 1)


@transaction.atomic
def mark_gone(run: Run) -> int:
    """What the lists that were read to their end no longer hold is marked, here and on its page; nothing is deleted."""
    done = {name for name, place in run.place.get("lists", {}).items() if place.get("step") == "done"}
    done -= {name for name, place in run.place.get("lists", {}).items() if place.get("refused")}
    number = 0
    for name in done:
        kind, more = LISTS[name]
        rows = Record.objects.filter(source=run.source_id, kind=kind, gone_at__isnull=True, **more).exclude(
            run=run.pk
        )
        targets = list(rows.exclude(target="").values_list("target", flat=True))
        if kind in MARKERS:
            for start in range(0, len(targets), PIECE):
                MARKERS[kind](targets[start : start + PIECE], timezone.localdate())
        number += rows.update(gone_at=timezone.now())
    run.figures["gone"] = number
    keep_place(run)
    return number


#: What each list holds: a kind of record, and which of them.
LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "proposals": ("proposal", {}), "debates": ("debate", {}), "budgets": ("budget", {}), "comments": ("comment", {}),
    "proposalNotifications": ("notification", {}), "votes": ("vote", {}), "investments": ("investment", {}),
    "proposals.milestones": ("milestone", {"data__on": "Proposal"}),
    "investments.milestones": ("milestone", {"data__on": "Budget::Investment"}),
    "processes.milestones": ("milestone", {"data__on": "Legislation::Process"}), "polls": ("poll", {}),
    "processes": ("legislation", {}), "suggestions": ("suggestion", {}), "images": ("image", {}),
    "documents": ("document", {}),
}  # fmt: skip
MARKERS: dict[str, Callable[[list[str], date], int]] = {
    "proposal": proposals.mark_gone, "debate": pages.mark_gone, "investment": pages.mark_gone, "poll": pages.mark_gone,
    "legislation": pages.mark_gone, "suggestion": pages.mark_gone,
}  # fmt: skip


def names_here() -> Names:
    """Topics and districts by their names, and by those that the town's `consul.toml` says mean the same."""
    path = settings.TOWN_DIR / "consul.toml"
    said: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    topics = {word.casefold(): one.slug for one in Topic.objects.all() for word in (one.name, one.slug)}
    districts = {word: one.slug for one in District.objects.all() for word in names_of(one)}
    slugs = set(districts.values())
    topics |= {
        name.casefold(): slug for name, slug in said.get("topics", {}).items() if slug in set(topics.values())
    }
    districts |= {name.casefold(): slug for name, slug in said.get("districts", {}).items() if slug in slugs}
    return Names(topics, districts)


@transaction.atomic
def finish(run: Run) -> None:
    """Writes the report and ends the run."""
    keep_place(run)
    run.finished_at, run.state = timezone.now(), Run.State.DONE
    run.report = reporting.words(run)
    run.save(update_fields=["finished_at", "state", "report", "figures"])
    log("consul.done", run, by=None, summary=f"Übernahme aus „{run.source.name}“ beendet"[:300])
