"""`import-council [URL|FOLDER] [--full]`: reads a council system; a run that was broken off goes on where it was."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils.translation import override

from mitmachstadt.modules.council.importers.oparl import findings, running
from mitmachstadt.modules.council.models import Finding, Run


class Command(BaseCommand):
    help = (
        "Liest ein Ratsinformationssystem ein (OParl 1.0 und 1.1), von einer Adresse oder aus einem Ordner."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "place", nargs="?", default="", metavar="ADRESSE|ORDNER", help="sonst die Adresse aus town.toml"
        )
        parser.add_argument("--full", action="store_true", help="alles vergleichen, auch was weggefallen ist")

    def handle(self, *args: Any, **options: Any) -> None:
        place = options["place"] or running.town_endpoint()
        if not place:
            raise CommandError("Keine Adresse: town.toml nennt unter [council] keinen endpoint.")
        try:
            source = running.source_for(place)
        except ValueError:
            raise CommandError(f"{place} ist weder eine Adresse noch ein Ordner.") from None
        run = running.take(source, full=True if options["full"] else None)
        for number, step in enumerate(running.work(run)):
            if number % 20 == 0 and options["verbosity"] > 0 and step.state == Run.State.RUNNING:
                known = max(step.total, step.done)
                words = (
                    f"{step.done} von {known} Objekten in Listen" if known else "Die Listen werden gesucht"
                )
                self.stdout.write(words)
        run.refresh_from_db()
        if run.state == Run.State.RUNNING:
            raise CommandError("Ein anderer Vorgang hat das Einlesen übernommen.")
        if run.state == Run.State.FAILED:
            raise CommandError(f"Nicht gelesen: {run.note}")
        self.report(run)

    def report(self, run: Run) -> None:
        """Counts and findings by kind, in German."""
        counts = {name: run.counts.get(name, 0) for name in ("created", "changed", "gone", "unchanged")}
        words = "{created} neu, {changed} geändert, {gone} entfallen, {unchanged} unverändert".format(
            **counts
        )
        self.stdout.write(f"Eingelesen: {words}." + (" Es gab Lücken." if run.broken else ""))
        rows = Finding.objects.filter(source=run.source).order_by().values("kind").annotate(n=Count("id"))
        found = {row["kind"]: row["n"] for row in rows}
        with override("de"):
            for key, kind in findings.KINDS.items():
                if key in found:
                    self.stdout.write(f"{found[key]:7d}  {kind.label}")
