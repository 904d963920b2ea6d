"""`lift-backup OLD NEW`: brings the tables of an older backup to today's state; `restore` calls it by itself."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.config.operation.archive import BackupError
from mitmachstadt.config.operation.lifting import lift


class Command(BaseCommand):
    help = "Hebt die Tabellen einer älteren Sicherung auf den heutigen Stand; `restore` ruft es selbst auf."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", type=Path, metavar="ALT", help="Ordner der älteren Sicherung")
        parser.add_argument("new", type=Path, metavar="NEU", help="Ordner für das Ergebnis")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lift(options["old"], options["new"])
        except BackupError as error:
            raise CommandError(str(error)) from None
