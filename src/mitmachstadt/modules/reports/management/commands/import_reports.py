"""`import-reports FILE|URL`: takes over the reports of another system; the second run changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.reports.importers import georeport
from mitmachstadt.modules.reports.importers.rows import Mapped, read_mapping, take_all
from mitmachstadt.spine.asked import moment
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.city.tables import read_table
from mitmachstadt.spine.fetching import Fetcher, Unreached

YEARS = timedelta(days=2 * 365)


class Command(BaseCommand):
    help = (
        "Übernimmt Meldungen aus einer Tabelle (CSV) oder von einem anderen GeoReport-Server; wiederholbar."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="DATEI|ADRESSE", help="Tabelle, oder Adresse bis /v2")
        parser.add_argument("--mapping", type=Path, metavar="TOML", help="Kategorien, Spalten und closed_as")
        parser.add_argument(
            "--since", default="", metavar="TAG", help="ab diesem Tag, sonst zwei Jahre zurück"
        )
        parser.add_argument(
            "--most", type=int, default=georeport.MOST, help="so viele gibt der Server auf einmal"
        )
        parser.add_argument("--internal", action="store_true", help="der Server steht im eigenen Netz")
        parser.add_argument("--dry-run", action="store_true", help="nur berichten, nichts schreiben")

    def handle(self, *args: Any, **options: Any) -> None:
        place, report = options["place"], Report("Meldungen")
        remote = place.startswith(("http://", "https://"))
        try:
            mapped = read_mapping(options["mapping"], place.rstrip("/") if remote else Path(place).stem)
        except ValueError as error:
            raise CommandError(str(error)) from None
        since = moment(options["since"]) if options["since"] else timezone.now() - YEARS
        if since is None:
            raise CommandError("--since ist kein Tag, zum Beispiel 2024-01-31.")
        parts = urlsplit(place)
        fetcher = Fetcher(allowed=[f"{parts.scheme}://{parts.netloc}"] if options["internal"] else [])
        until = timezone.now()
        rows = (
            georeport.requests(place, since.replace(microsecond=0), until, fetcher, options["most"])
            if remote
            else self.table(Path(place), mapped, report)
        )
        trouble = ""
        with override("de"):
            try:
                self.take(rows, mapped, report, options["dry_run"])
            except (Unreached, georeport.Unread) as error:
                trouble = str(error)
            finally:
                fetcher.close()
        for line in report.lines():
            self.stdout.write(line)
        if trouble:
            raise CommandError(
                f"Abgebrochen: {trouble}. Was oben steht, ist geschehen; der nächste Aufruf macht weiter."
            )

    def take(
        self, rows: Iterable[tuple[str, Mapping[str, Any]]], mapped: Mapped, report: Report, dry_run: bool
    ) -> None:
        """Takes them over, or only tries to."""
        if not dry_run:
            take_all(rows, mapped, report)
            return
        with transaction.atomic():
            take_all(rows, mapped, report)
            transaction.set_rollback(True)
        report.name = "Meldungen (nur Probe)"

    def table(self, path: Path, mapped: Mapped, report: Report) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """The rows of a table with their names in the report."""
        needed = [
            mapped.column(name) for name in ("service_request_id", "service_code", "requested_datetime")
        ]
        for row in read_table(path, report, needed) or []:
            yield row.name(needed[0]), row.cells
