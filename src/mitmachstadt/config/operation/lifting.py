"""Brings the tables of an older backup to today's state: laid down as they were, then migrated like a real installation."""

from __future__ import annotations

import zipfile
from pathlib import Path

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from mitmachstadt.config.operation import tables
from mitmachstadt.config.operation.archive import BackupError, Reader, Writer
from mitmachstadt.config.operation.backup import fill


def lift(old: Path, new: Path) -> None:
    """Reads the backup at `old`, writes one of today's tables (without uploads) to `new`.

    Works in the empty SQLite database this process was given.

    Raises:
        BackupError: when that database is not empty, or a table does not fit its own state.
    """
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        raise BackupError("Das Anheben braucht eine leere SQLite-Datenbank.")
    with Reader(old) as reader:
        then = migrate_to(reader.manifest.migrations)
        known = tables.tables(then)
        with transaction.atomic():
            tables.lift_triggers()
            tables.empty(then)
            for table in reader.manifest.tables:
                if table.label.split(".")[0] not in then.app_configs:
                    continue
                if table.label not in known:
                    raise BackupError(f"Die Sicherung enthält eine unbekannte Tabelle: {table.label}.")
                tables.insert(known[table.label], table.columns, reader.rows(table))
            tables.settle(then)
    call_command("migrate", verbosity=0, interactive=False)
    with zipfile.ZipFile(new, "w") as file:
        fill(Writer(file), with_uploads=False)


def migrate_to(wanted: list[tuple[str, str]]) -> Apps:
    """Applies exactly these migrations and returns the tables' shape after them."""
    executor = MigrationExecutor(connection)
    graph, chosen = executor.loader.graph, set(wanted)
    ends = [
        node
        for node in sorted(chosen & set(graph.nodes))
        if not any(child.key in chosen for child in graph.node_map[node].children)
    ]
    executor.migrate(ends)
    return executor.loader.project_state(ends).apps
