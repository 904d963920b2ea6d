"""`consul`: takes a former platform (CONSUL Democracy) over; broken off, it goes on where it was."""

from __future__ import annotations

import re
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.modules.consul.actions import reporting, runs
from mitmachstadt.modules.consul.importers import interface_run
from mitmachstadt.modules.consul.importers.graphql import Api, Broken, Refusal, Unreached, interface_of, probe
from mitmachstadt.modules.consul.models import Run
from mitmachstadt.spine.fetching import Fetcher
from mitmachstadt.spine.problems import Refused

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
WORDS = {"read": "Lesen", "gone": "Weggefallenes", "write": "Übernehmen", "report": "Bericht"}


class Command(BaseCommand):
    help = "Übernimmt eine Plattform mit CONSUL Democracy: pruefen, lesen (Schnittstelle), tabellen (Datenbank), bericht."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="what", required=True, metavar="WAS")
        check = parts.add_parser("pruefen", help="sagt, was die Schnittstelle anbietet, und liest nichts")
        read = parts.add_parser("lesen", help="liest die Schnittstelle und übernimmt")
        tables = parts.add_parser(
            "tabellen", help="liest einen Ordner mit CSV-Dateien oder einen Abzug (pg_dump) und übernimmt"
        )
        report = parts.add_parser("bericht", help="zeigt den letzten Bericht oder legt ihn als Datei ab")
        for one in (check, read):
            one.add_argument("address", metavar="ADRESSE", help="zum Beispiel https://mitmachen.example.org")
            one.add_argument(
                "--pause", type=float, default=0.2, metavar="SEKUNDEN", help="zwischen zwei Anfragen (0,2)"
            )
            one.add_argument(
                "--wie-browser",
                action="store_true",
                help="nennt sich wie ein Browser; manche Server verlangen es",
            )
            one.add_argument(
                "--im-eigenen-netz", action="store_true", help="erlaubt eine Adresse im eigenen Netz"
            )
        tables.add_argument(
            "folder", metavar="ORDNER|DATEI", help="Ordner mit einer CSV-Datei je Tabelle, oder Abzug als SQL"
        )
        tables.add_argument(
            "--adressen-pruefwerte",
            action="store_true",
            help="behält von E-Mail-Adressen einen Prüfwert, damit Personen ihre Beiträge übernehmen können",
        )
        tables.add_argument(
            "--dateien",
            default="",
            metavar="ORDNER",
            help="Ordner mit Bildern und Dokumenten der alten Plattform",
        )
        for one in (read, tables):
            one.add_argument("--name", default="", help="wie die alte Plattform auf Seiten genannt wird")
            one.add_argument("--offen-ab", default="", metavar="JJJJ-MM-TT",
                             help="über Vorschläge seit diesem Tag wird hier neu abgestimmt")  # fmt: skip
            one.add_argument(
                "--neu", action="store_true", help="beginnt von vorn statt Unterbrochenes fortzusetzen"
            )
            one.add_argument("--bericht", default="", metavar="DATEI", help="legt den Bericht dort ab")
        for one in (read, tables, report):
            one.add_argument(
                "--quelle",
                default="",
                metavar="KENNUNG",
                help="kurzer Name der Quelle, sonst aus der Adresse",
            )
        report.add_argument("file", nargs="?", default="", metavar="DATEI")

    def handle(self, *args: Any, **options: Any) -> None:
        {"pruefen": self.check_source, "lesen": self.read, "tabellen": self.tables, "bericht": self.report}[
            options["what"]
        ](options)

    def api(self, options: dict[str, Any]) -> Api:
        """The interface behind the address."""
        try:
            address = interface_of(options["address"])
        except ValueError:
            raise CommandError(f"„{options['address']}“ ist keine Adresse im Netz.") from None
        parts = urlsplit(address)
        own = (f"{parts.scheme}://{parts.netloc}",) if options["im_eigenen_netz"] else ()
        named = BROWSER if options["wie_browser"] else ""
        if not 0 <= options["pause"] <= 60:
            raise CommandError("Die Pause liegt zwischen 0 und 60 Sekunden.")
        return Api(address, Fetcher(allowed=own, named=named, pause=options["pause"], tries=6))

    def check_source(self, options: dict[str, Any]) -> None:
        """Says what is offered."""
        with said_in_german():
            offered = probe(self.api(options))
        for name, german in reporting.TYPES.items():
            fields = offered.get(name)
            how = (
                "nein"
                if name not in offered
                else f"ja, {len(fields)} Felder"
                if fields
                else "ja, mit alten Namen"
            )
            self.stdout.write(f"{german:32s} {how}")

    def read(self, options: dict[str, Any]) -> None:
        """Reads by the interface."""
        api = self.api(options)
        host = urlsplit(api.address).hostname or "consul"
        self.work(
            options, host, api.address.removesuffix("/graphql"), "api", partial(interface_run.work, api=api)
        )
        self.stdout.write(f"{api.fetcher.asked} Anfragen gestellt.")

    def tables(self, options: dict[str, Any]) -> None:
        """Reads the tables of a database."""
        from mitmachstadt.modules.consul.importers import tables

        place = Path(options["folder"]).expanduser()
        try:
            found = tables.open_tables(place)
        except tables.NoTables as error:
            raise CommandError(str(error)) from None
        folder = Path(options["dateien"]).expanduser() if options["dateien"] else None
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder} ist kein Ordner.")
        reader = partial(tables.work, found=found, hashes=options["adressen_pruefwerte"])
        self.work(options, place.stem, "", "tables", reader, folder)

    def work(
        self,
        options: dict[str, Any],
        usual: str,
        address: str,
        path: str,
        reader: runs.Reader,
        folder: Path | None = None,
    ) -> None:
        """Takes or goes on with a run and shows how far it is."""
        key = options["quelle"] or re.sub(r"[^a-z0-9]+", "-", usual.lower()).strip("-")[:40] or "consul"
        since = None
        if options["offen_ab"]:
            try:
                since = date.fromisoformat(options["offen_ab"])
            except ValueError:
                raise CommandError("--offen-ab erwartet einen Tag wie 2025-01-31.") from None
        try:
            run = runs.take(key, options["name"] or usual, address, path, anew=options["neu"])
        except Refused as refused:
            raise CommandError(str(refused)) from None
        if run.place:
            self.stdout.write("Eine unterbrochene Übernahme wird fortgesetzt.")
        with said_in_german():
            self.show(runs.work(run, reader, open_since=since, folder=folder))
        run.refresh_from_db()
        if run.state != Run.State.DONE:
            raise CommandError("Ein anderer Vorgang hat die Übernahme fortgesetzt.")
        self.stdout.write(run.report)
        self.store(run, options["bericht"])

    def show(self, steps: Iterator[runs.Step]) -> None:
        """A line whenever something else begins, and every two seconds."""
        last, at = None, 0.0
        for step in steps:
            now = time.monotonic()
            if (step.phase, step.what) != last or now - at > 2:
                of = f" von {step.total}" if step.total else ""
                self.stdout.write(f"{WORDS[step.phase]}: {step.what} {step.done}{of}".replace(":  ", ": "))
                last, at = (step.phase, step.what), now

    def report(self, options: dict[str, Any]) -> None:
        """Shows the last report."""
        rows = Run.objects.filter(state=Run.State.DONE)
        run = (
            (rows.filter(source__key=options["quelle"]) if options["quelle"] else rows)
            .order_by("-finished_at")
            .first()
        )
        if run is None:
            raise CommandError("Es gibt noch keinen Bericht.")
        if options["file"]:
            self.store(run, options["file"])
        else:
            self.stdout.write(run.report)

    def store(self, run: Run, name: str) -> None:
        """Writes the report into a file."""
        if name:
            try:
                Path(name).write_text(run.report, "utf-8")
            except OSError as error:
                raise CommandError(f"Der Bericht ließ sich nicht ablegen: {error.strerror}.") from None
            self.stdout.write(
                f"Bericht abgelegt: {name} ({settings.BASE_URL}/schreibtisch/uebernahme/{run.pk}/)"
            )


class said_in_german:  # noqa: N801 - reads as what it does
    """Turns what the other side did wrong into one German sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Unreached):
            words = {
                "forbidden": "liegt in einem privaten Netz (--im-eigenen-netz erlaubt es)",
                "gone": "gibt es nicht",
            }
            raise CommandError(
                f"Die Schnittstelle {words.get(error.kind, 'antwortet nicht')}: {error.message.split('?query=')[0]}. "
                "Was gelesen ist, bleibt; derselbe Befehl setzt fort."
            ) from None
        if isinstance(error, Refusal):
            raise CommandError(f"Die Schnittstelle lehnt ab: {error.message}") from None
        if isinstance(error, Broken):
            raise CommandError(f"Das ist keine solche Schnittstelle: {error}") from None
