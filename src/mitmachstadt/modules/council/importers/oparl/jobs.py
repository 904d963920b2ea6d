"""Reading the council system as long work at the desk, and every night by the worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council.importers.oparl import running, texts
from mitmachstadt.modules.council.models import Run, Source
from mitmachstadt.modules.council.oparl import stored
from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.work import actions
from mitmachstadt.spine.work.models import Job
from mitmachstadt.spine.work.registry import Kind, Step, register

UPDATE, FULL, TEXTS, ANSWERS = "council-update", "council-full", "council-texts", "council-answers"
#: More answers than this are written as long work, so that mails and whatever else goes by the clock need not wait.
BESIDE = 1_000
#: Hours of the town in which the worker reads by itself.
NIGHT = range(1, 5)
ONCE = timedelta(hours=18)


def update(cursor: Any) -> Iterator[Step]:
    """What changed since the last reading; everything, when it is time for that."""
    yield from _read(cursor, None)


def full(cursor: Any) -> Iterator[Step]:
    """Everything, with what disappeared."""
    yield from _read(cursor, True)


def _read(cursor: Any, whole: bool | None) -> Iterator[Step]:
    """The run itself keeps its place; the job remembers only which run it is."""
    endpoint = running.town_endpoint()
    if not endpoint:
        return
    run = running.take(running.source_for(endpoint), full=whole)
    for step in running.work(run):
        yield Step(step.done, max(step.total, step.done), {"run": step.pk}, step.note)


def documents(cursor: Any) -> Iterator[Step]:
    """The words of documents that wait to be read."""
    for done, left in enumerate(texts.read_waiting(), start=1):
        yield Step(done, done + left, None)


def answers(cursor: Any) -> Iterator[Step]:
    """The answers of the interface that are missing, for example all after a new version of the program."""
    done = 0
    for written in stored.catch_up():
        done += written
        yield Step(done, done, None)


def keep_answers() -> None:
    """What the worker does by the clock: few answers at once, many as long work of their own."""
    done = 0
    for written in stored.catch_up():
        done += written
        if done >= BESIDE:
            with suppress(Refused):
                actions.start(ANSWERS, by=None)
            return


def nightly(now: datetime | None = None) -> str:
    """Starts the night's reading once, when somebody has begun with it; then the documents. Says what it started."""
    moment = now or timezone.now()
    if timezone.localtime(moment).hour not in NIGHT:
        return ""
    source = Source.objects.filter(url=running.town_endpoint()).first()
    if source is None or not source.runs.filter(state__in=[Run.State.DONE, Run.State.PARTIAL]).exists():
        return ""
    for key in (UPDATE, TEXTS):
        recent = Job.objects.filter(
            kind__in=[key, FULL] if key == UPDATE else [key], created_at__gt=moment - ONCE
        )
        if recent.exists():
            continue
        try:
            actions.start(key, by=None)
        except Refused:
            continue
        return key
    return ""


def register_all() -> None:
    """Called once when the module is ready."""
    from mitmachstadt.spine.notify.ticker import add_job

    register(
        Kind(
            UPDATE,
            _("Read the council system: what is new"),
            _("Takes over what changed since the last time."),
            update,
        )
    )
    register(
        Kind(
            FULL, _("Read the council system: everything"),
            _("Compares every object and finds what disappeared; takes minutes to hours."), full,
        )
    )  # fmt: skip
    register(
        Kind(
            TEXTS,
            _("Read the words of council documents"),
            _("So that the search finds what stands in PDFs."),
            documents,
        )
    )
    register(
        Kind(
            ANSWERS,
            _("Write the answers of the OParl interface"),
            _("So that its pages cost little; happens by itself."),
            answers,
        )
    )
    add_job(900, nightly)
    add_job(60, texts.read_uploads)
    add_job(600, keep_answers)
