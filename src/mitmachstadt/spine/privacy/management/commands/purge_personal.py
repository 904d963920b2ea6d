"""Runs the periods of deletion at once; the worker does the same by itself every day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from mitmachstadt.spine.privacy import terms
from mitmachstadt.spine.privacy.registry import register


class Command(BaseCommand):
    """`purge-personal [--dry-run]`."""

    help = "Löscht alles, dessen Löschfrist erreicht ist; der Hintergrunddienst tut es täglich von selbst."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur zählen, was gelöscht würde")

    def handle(self, *args: Any, **options: Any) -> None:
        failed: list[str] = []
        if options["dry_run"]:
            counts = terms.preview()
        else:
            run = terms.run_now()
            counts, failed = run.counts, run.failed
        with override("de"):
            for key, term in register.terms.items():
                self.stdout.write(f"{counts.get(key, 0):6d}  {term.title}")
        self.stdout.write("Nichts wurde gelöscht, nur gezählt." if options["dry_run"] else "Fertig.")
        for key in failed:
            self.stderr.write(f"Fehlgeschlagen: {register.terms[key].title}")
