"""`datasets`: prints what follows from each declared dataset, or writes the documentation page."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mitmachstadt.spine.opendata.datasets import registry
from mitmachstadt.spine.opendata.documentation import write_documentation
from mitmachstadt.spine.opendata.outputs import formats_of


class Command(BaseCommand):
    help = (
        "Zeigt alle Datensätze und was daraus folgt; --write DATEI schreibt die Beschreibung docs/daten.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", type=Path, help="Datei für die Beschreibung in Markdown")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            options["write"].write_text(write_documentation(registry), "utf-8")
            return
        head = ("Datensatz", "Zeilen", "Felder", "Filter", "Formate", "Seiten der Zeilen", "Schnittstelle")
        rows = [head]
        for one in registry:
            filters = [
                *(f.name for f in one.filters),
                *(["q"] if one.searchable() else []),
                *(["bbox"] if one.box else []),
            ]
            rows.append(
                (
                    one.slug,
                    str(one.queryset().count()),
                    str(len(one.fields)),
                    " ".join(filters) or "–",
                    " ".join(form.name for form in formats_of(one)),
                    "ja" if one.has_links() else "nein",
                    f"/api/v1/{one.slug}",
                )
            )
        widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
        for row in rows:
            self.stdout.write(
                "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
            )
        self.stdout.write("\nDazu: /daten/, /daten/katalog.ttl, /api/v1/openapi.json, /sitemap.xml")
