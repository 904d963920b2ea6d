"""Brings a backup back: everything or nothing, on SQLite and PostgreSQL, also from an older state of the program."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from mitmachstadt.config.operation import tables
from mitmachstadt.config.operation.archive import BackupError, Manifest, Reader
from mitmachstadt.config.operation.uploads import Exchange
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.search.upkeep import reindex


@dataclass
class Restored:
    """What was brought back, for the operator."""

    rows: int
    uploads: int
    removed: int
    held: int
    lifted: int
    missing: int


def restore(path: Path, *, replace: bool = False, hold_mails: bool = False) -> Restored:
    """Fills this installation with the backup at `path`; any error leaves everything as it was.

    `replace` allows it for an installation that holds something; `hold_mails` keeps waiting mails from
    leaving, for a copy that is only tried out.

    Raises:
        BackupError: with one sentence why not.
    """
    with ExitStack() as stack:
        reader = stack.enter_context(Reader(path))
        check_place(reader.manifest, replace)
        older = steps_behind(reader.manifest)
        source = reader
        if older:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mitmachstadt-")))
            lifted = lift(path, folder)
            source = stack.enter_context(Reader(lifted))
        check_tables(source.manifest)
        files = stack.enter_context(Exchange())
        try:
            with transaction.atomic():
                rows = fill(source)
                held = hold() if hold_mails else 0
                files.bring(reader)
        except (DatabaseError, ValidationError, ValueError, KeyError) as error:
            reason = (str(error).splitlines() or [""])[0][:300]
            raise BackupError(
                f"Die Sicherung passt nicht zur Datenbank, nichts wurde geändert: {reason}"
            ) from error
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise BackupError("Kein Platz mehr für die Dateien; nichts wurde geändert.") from None
            raise BackupError(
                f"Die Dateien können nicht abgelegt werden, nichts wurde geändert: {error}."
            ) from error
        removed = files.finish(reader)
        missing = len(reader.manifest.missing)
        count = len(reader.manifest.uploads)
    after()
    return Restored(rows, count, removed, held, older, missing)


def check_place(manifest: Manifest, replace: bool) -> None:
    """Whether this installation can take the backup.

    Raises:
        BackupError: not migrated, not empty, too little room, or the backup is newer than the program.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupError("Bitte zuerst die Datenbank anlegen: `python -m mitmachstadt migrate`.")
    if not replace and tables.filled(apps):
        raise BackupError(
            "Diese Installation ist nicht leer. Mit --replace wird ihr ganzer Inhalt durch die Sicherung ersetzt."
        )
    known = set(executor.loader.disk_migrations or {})
    # An app that the program has given up since is no sign of a newer one.
    ours = {app for app, _name in known}
    if {step for step in manifest.migrations if step[0] in ours} - known:
        raise BackupError(
            "Die Sicherung stammt von einem neueren Programm; bitte zuerst das Programm aktualisieren."
        )
    needed = sum(upload.bytes for upload in manifest.uploads)
    # A new server may have no folder yet.
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if needed > shutil.disk_usage(settings.DATA_DIR).free and not settings.S3_URL:
        raise BackupError("Der Platz reicht nicht für die Dateien der Sicherung.")


def steps_behind(manifest: Manifest) -> int:
    """How many steps of the program came after the backup."""
    return len(set(MigrationExecutor(connection).loader.graph.nodes) - set(manifest.migrations))


def lift(path: Path, folder: Path) -> Path:
    """The tables of an older backup brought to today's state, in a database of their own beside this one."""
    target = folder / "heute.zip"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'zwischen.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings"),
    }
    command = [sys.executable, "-m", "mitmachstadt", "lift_backup", str(path), str(target)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or not target.is_file():
        reason = (done.stderr.strip().splitlines() or ["unbekannt"])[-1][:300]
        raise BackupError(
            f"Die ältere Sicherung ließ sich nicht auf den heutigen Stand bringen, nichts wurde geändert: {reason}"
        )
    return target


def check_tables(manifest: Manifest) -> None:
    """Tables and columns are exactly today's.

    Raises:
        BackupError: when one is missing or foreign.
    """
    ours = {
        label: sorted(column.attname for column in tables.columns(model))
        for label, model in tables.tables(apps).items()
    }
    theirs = {table.label: sorted(table.columns) for table in manifest.tables}
    if ours != theirs:
        strange = sorted({*ours, *theirs} - {label for label in ours if ours[label] == theirs.get(label)})
        raise BackupError(f"Die Tabellen der Sicherung passen nicht zum Programm: {', '.join(strange[:5])}.")


def fill(reader: Reader) -> int:
    """Replaces all rows inside the caller's transaction and makes the full text anew; returns the rows."""
    known = tables.tables(apps)
    tables.lift_triggers()
    tables.empty(apps)
    count = 0
    for table in reader.manifest.tables:
        count += tables.insert(known[table.label], table.columns, reader.rows(table))
    tables.settle(apps)
    for _ in reindex():
        pass
    return count


def hold() -> int:
    """Waiting mails stay until an operator sends them again; returns their number."""
    waiting = Mail.objects.filter(sent_at__isnull=True, failed_at__isnull=True)
    return waiting.update(failed_at=timezone.now(), last_error="held by restore")


def after() -> None:
    """What the rows do not carry: the editors' full text, and memories of the content before."""
    call_command("update_index", verbosity=0)
    cache.clear()
