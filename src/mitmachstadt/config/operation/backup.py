"""Makes a backup: the database as it is at one moment, then the uploads, into one file that appears only when it is whole."""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from mitmachstadt.config.operation import tables, uploads
from mitmachstadt.config.operation.archive import FORMAT as CURRENT
from mitmachstadt.config.operation.archive import KIND, BackupError, Manifest, Writer
from mitmachstadt.config.operation.locked import Locking


def make(path: Path) -> Manifest:
    """Writes the backup to `path`, readable by this user alone; an older file there is replaced at the end.

    Raises:
        BackupError: the disk is full, the folder can not be written or the database not be read; nothing is left behind then.
    """
    part = path.with_name(path.name + ".teil")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as target:
            manifest = write(target)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    except DatabaseError as error:
        reason = (str(error).splitlines() or [""])[0][:200]
        raise BackupError(
            f"Die Datenbank lässt sich nicht ganz lesen ({reason}). Ist sie auf dem Stand des Programms (`doctor`)?"
        ) from None
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise BackupError(f"Kein Platz mehr für die Sicherung in {path.parent}.") from None
        raise BackupError(
            f"Die Sicherung kann nicht geschrieben werden: {error.strerror or error}."
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return manifest


def write(target: IO[bytes]) -> Manifest:
    """The zip, locked when the installation has a passphrase for its backups."""
    if not settings.BACKUP_PASSPHRASE:
        with zipfile.ZipFile(target, "w") as file:
            return fill(Writer(file))
    lock = Locking(target, settings.BACKUP_PASSPHRASE)
    with zipfile.ZipFile(lock, "w") as file:
        manifest = fill(Writer(file))
    lock.finish()
    return manifest


def fill(writer: Writer, *, with_uploads: bool = True) -> Manifest:
    """Streams tables and uploads into the zip and closes it with its manifest."""
    with snapshot():
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
        for label, model in tables.tables(apps).items():
            names = [column.attname for column in tables.columns(model)]
            writer.add_table(label, names, tables.lines(model))
    # After the database: a file without a row does no harm, a row without a file does.
    missing = []
    for name in uploads.stored() if with_uploads else ():
        try:
            content = default_storage.open(name)
        except FileNotFoundError:
            missing.append(name)
            continue
        with content:
            writer.add_upload(name, content)
    manifest = Manifest(
        kind=KIND,
        format=CURRENT,
        town=settings.TOWN_DIR.name,
        made_at=timezone.now().isoformat(timespec="seconds"),
        database=connection.vendor,
        migrations=migrations,
        tables=writer.tables,
        uploads=writer.uploads,
        missing=missing,
    )
    writer.close(manifest)
    return manifest


@contextmanager
def snapshot() -> Iterator[None]:
    """The database as it is now, whatever others write meanwhile; nobody has to wait for the reader."""
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        # In WAL mode a reading transaction keeps its moment and leaves the writers alone.
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and not connection.savepoint_ids:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]
