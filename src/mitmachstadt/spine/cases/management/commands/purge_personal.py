"""Deletes personal data of cases on the day the receipt named; meant to run once a night."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mitmachstadt.spine.cases.registry import kinds
from mitmachstadt.spine.cases.sender import purge_due


class Command(BaseCommand):
    """`purge-personal [--dry-run]`."""

    help = "Löscht Adresse, Konto und Link von Vorgängen, deren Löschtag erreicht ist."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur zeigen, was gelöscht würde")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = purge_due(timezone.localdate(), dry_run=options["dry_run"])
        verb = "würden bereinigt" if options["dry_run"] else "bereinigt"
        self.stdout.write(f"{len(numbers)} Vorgänge {verb}.")
        for number in numbers:
            self.stdout.write(number)
        if not options["dry_run"]:
            swept = sum(kind.sweep() for kind in kinds() if kind.sweep)
            self.stdout.write(f"{swept} nie abgeschickte Dateien entfernt.")
