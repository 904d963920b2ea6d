"""`import-town`: brings the data of the town's folder into the database; a second run changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.spine.city.importing import run_importers


class Command(BaseCommand):
    help = "Übernimmt die Daten der Stadt aus ihrem Ordner; nennt jede Zeile, die nicht zu gebrauchen ist."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--town", type=Path, default=None, help="Ordner der Stadt, sonst der eingestellte"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        town_dir = (options["town"] or settings.TOWN_DIR).resolve()
        if not (town_dir / "town.toml").is_file():
            raise CommandError(f"In {town_dir} liegt keine town.toml.")
        for report in run_importers(town_dir):
            if options["verbosity"] > 0:
                self.stdout.write("\n".join(report.lines()))
            elif report.skipped:
                self.stderr.write("\n".join(report.lines()))
