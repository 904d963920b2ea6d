"""`restore FILE`: brings a backup back, everything or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.config.operation.archive import BackupError
from mitmachstadt.config.operation.restore import restore


class Command(BaseCommand):
    help = "Spielt eine Sicherung zurück, ganz oder gar nicht; --replace ersetzt, was schon da ist."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="DATEI", help="die Sicherung (.zip)")
        parser.add_argument("--replace", action="store_true", help="vorhandenen Inhalt ersetzen")
        parser.add_argument(
            "--hold-mails",
            action="store_true",
            help="wartende Mails nicht verschicken (für eine Kopie zum Ausprobieren)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore(
                options["file"].resolve(), replace=options["replace"], hold_mails=options["hold_mails"]
            )
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Zurückgespielt: {done.rows} Zeilen und {done.uploads} Dateien.")
        if done.lifted:
            self.stdout.write(f"Die Sicherung war {done.lifted} Schritte älter und wurde angehoben.")
        if done.removed:
            self.stdout.write(f"{done.removed} Dateien, die nicht zur Sicherung gehören, wurden entfernt.")
        if done.held:
            self.stdout.write(f"{done.held} wartende Mails werden zurückgehalten (Schreibtisch, Post).")
        if done.missing:
            self.stderr.write(f"{done.missing} Dateien fehlten schon beim Sichern.")
        self.stdout.write("Alle melden sich neu an. Bitte Webserver und Hintergrunddienst neu starten.")
