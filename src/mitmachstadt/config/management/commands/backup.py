"""`backup FILE`: database and uploads into one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.config.operation.archive import BackupError
from mitmachstadt.config.operation.backup import make


class Command(BaseCommand):
    help = "Sichert Datenbank und Uploads in eine Datei, im laufenden Betrieb; mit BACKUP_PASSPHRASE verschlossen."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="DATEI", help="wohin gesichert wird (.zip)")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"].resolve()
        try:
            manifest = make(path)
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows = sum(table.rows for table in manifest.tables)
        size = path.stat().st_size / 2**20
        self.stdout.write(
            f"Gesichert: {rows} Zeilen aus {len(manifest.tables)} Tabellen und {len(manifest.uploads)} Dateien "
            f"in {path} ({size:.1f} MiB{', verschlossen' if settings.BACKUP_PASSPHRASE else ''})."
        )
        if manifest.missing:
            self.stderr.write(f"{len(manifest.missing)} Dateien waren nicht mehr da.")
