"""The whole way of a run, step by step, so that it can be watched, stopped, killed and gone on with."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from mitmachstadt.modules.council import findable
from mitmachstadt.modules.council.importers.oparl import findings, steps
from mitmachstadt.modules.council.importers.oparl.checking import check_gone, check_missing
from mitmachstadt.modules.council.importers.oparl.lists import folder_of
from mitmachstadt.modules.council.importers.oparl.reading_lists import read_folder, read_lists, read_system
from mitmachstadt.modules.council.importers.oparl.tables import TABLES, Context
from mitmachstadt.modules.council.models import Meeting, Paper, Person, Run, Source
from mitmachstadt.modules.council.oparl import stored
from mitmachstadt.modules.council.outcomes import RULE, Table, parse
from mitmachstadt.spine.city.queries import rule_on
from mitmachstadt.spine.fetching import Fetcher, Unreached

#: Clocks differ, and systems write late: an update asks for a little more than it needs.
OVERLAP = timedelta(hours=1)
FULL_EVERY = timedelta(days=7)
PHASES = ("system", "lists", "links", "missing", "again", "gone", "search")
PIECE = 500


def source_for(place: str) -> Source:
    """The source behind an address or a folder, made when it is new.

    Raises:
        ValueError: for what is neither.
    """
    if not place.startswith(("http://", "https://")):
        folder = Path(place).expanduser().resolve()
        if not folder.is_dir():
            raise ValueError(place)
        place = folder.as_uri()
        name = folder.name
    else:
        name = place
    found, _made = Source.objects.get_or_create(url=place[:500], defaults={"name": name[:200]})
    return found


def town_endpoint() -> str:
    """The town's own council system from its `town.toml`; "" when it has none."""
    return str(settings.TOWN.get("council", {}).get("endpoint", ""))


def wants_full(source: Source, now: datetime) -> bool:
    """Whether everything is to be compared: at first, once a week, and after a reading with gaps."""
    if source.full_at is None or source.full_at < now - FULL_EVERY:
        return True
    last = source.runs.filter(full=True).exclude(state=Run.State.RUNNING).first()
    return last is not None and last.state == Run.State.PARTIAL


@transaction.atomic
def take(source: Source, *, full: bool | None = None) -> Run:
    """The run to work on: one that was broken off, else a new one. Whoever comes last has it."""
    now = timezone.now()
    Source.objects.select_for_update().get(pk=source.pk)
    open_run = source.runs.filter(state=Run.State.RUNNING).first()
    if open_run is not None and (open_run.full or not full):
        run = open_run
    else:
        if open_run is not None:
            Run.objects.filter(pk=open_run.pk).update(state=Run.State.FAILED, finished_at=now)
        whole = bool(full) or folder_of(source.url) is not None or wants_full(source, now)
        since = None if whole or source.since is None else source.since - OVERLAP
        run = Run.objects.create(
            source=source, full=bool(full) if folder_of(source.url) else whole, since=since, started_at=now
        )
    run.runner = str(uuid.uuid4())
    Run.objects.filter(pk=run.pk).update(runner=run.runner, seen_at=now)
    return run


def context_of(run: Run) -> Context:
    """What every step of the run knows."""
    now = timezone.now()
    rule = rule_on(RULE, timezone.localdate(now))
    return Context(run.source, run, now, parse(rule.data) if rule else Table())


def work(run: Run, fetcher: Fetcher | None = None) -> Iterator[Run]:
    """Does the run from where it was; yields after every step. A run that another took over just ends."""
    context = context_of(run)
    own = fetcher is None
    asker = fetcher or Fetcher(allowed=settings.COUNCIL_ALLOW)
    try:
        for phase in PHASES[PHASES.index(run.cursor.get("phase", "system")) :]:
            if run.cursor.get("phase", "system") != phase:
                steps.keep_place(run, {**_kept(run), "phase": phase}, {})
            if run.full and phase == "links":
                know_sizes()
            for _step in _phase(phase, context, asker):
                yield run
        end(context)
        yield run
        for _written in stored.catch_up(None if run.full else run.started_at):
            yield run
    except steps.Lost:
        return
    except Unreached as error:
        steps.keep_place(run, run.cursor, {})
        close(run, Run.State.FAILED, findings.why(error))
        yield run
    finally:
        if own:
            asker.close()


def know_sizes() -> None:
    """Tells PostgreSQL how much is in the tables now: without that it plans for empty ones until its own upkeep comes by,
    which on some servers never does."""
    if connection.vendor != "postgresql":
        return
    models = apps.get_app_config("council").get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _kept(run: Run) -> dict[str, Any]:
    """What every later phase has to know."""
    return {name: run.cursor[name] for name in ("lists", "day", "origins") if name in run.cursor}


def _phase(phase: str, context: Context, fetcher: Fetcher) -> Iterator[None]:
    folder = folder_of(context.source.url)
    if phase == "system":
        if folder is None:
            yield from read_system(context, fetcher)
    elif phase == "lists":
        yield from read_folder(context, folder) if folder else read_lists(context, fetcher)
    elif phase in {"links", "again"}:
        cursor = steps.links(context, {**context.run.cursor, "after": 0})
        while cursor["after"]:
            yield None
            cursor = steps.links(context, cursor)
    elif phase == "missing":
        yield from check_missing(context, None if folder else fetcher)
    elif phase == "gone":
        if context.run.full and not context.run.broken:
            yield from check_gone(context, None if folder else fetcher)
    elif phase == "search" and context.first:
        yield from _search(context)


def _search(context: Context) -> Iterator[None]:
    """After the first reading everything comes into the search at once, a piece at a time."""
    plan = (
        (Paper, findable.index_papers),
        (Meeting, findable.index_meetings),
        (Person, findable.index_people),
    )
    for place, (model, index) in enumerate(plan):
        if place < context.run.cursor.get("table", 0):
            continue
        after = context.run.cursor.get("after", 0) if place == context.run.cursor.get("table", 0) else 0
        while True:
            found = model.objects.filter(pk__gt=after, deleted_at=None).exclude(source_id="").order_by("pk")
            ids = list(found.values_list("pk", flat=True)[:PIECE])
            if not ids:
                break
            after = ids[-1]
            with transaction.atomic():
                index(ids)
                steps.keep_place(context.run, {**context.run.cursor, "table": place, "after": after}, {})
            yield None
    findable.index_bodies()


@transaction.atomic
def end(context: Context) -> None:
    """Closes the run, and notes from where the next update asks."""
    run, source, now = context.run, context.source, timezone.now()
    if context.first:
        # Whoever copied us meanwhile saw objects before the ones around them: all of it counts as changed now.
        here = Q(pk__in=[])
        for origin in run.cursor.get("origins", []):
            here |= Q(source_id__startswith=origin)
        for model in TABLES.values():
            model.objects.filter(here).update(modified_at=now)
    source.since = min([run.started_at, *filter(None, [_server_day(run)])])
    if run.full or folder_of(source.url):
        source.full_at = now
    source.save(update_fields=["since", "full_at"])
    close(run, Run.State.PARTIAL if run.broken else Run.State.DONE, "")


def _server_day(run: Run) -> datetime | None:
    """What the other system's clock said at the beginning."""
    try:
        found = parsedate_to_datetime(str(run.cursor.get("day") or ""))
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None


def close(run: Run, state: str, note: str) -> None:
    """Writes the last state while the run is still ours."""
    run.state, run.note, run.finished_at = Run.State(state), note[:300], timezone.now()
    mine = Run.objects.filter(pk=run.pk, runner=run.runner)
    mine.update(state=run.state, note=run.note, finished_at=run.finished_at, seen_at=run.finished_at)
