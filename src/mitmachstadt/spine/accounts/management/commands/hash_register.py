"""`hash-register TABLE LIST`: makes the list of keyed hashes from the register's table, in the register office itself."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.spine.accounts.proof_rules import register_digest

COLUMNS = ("familienname", "vorname", "geburtstag", "plz")


class Command(BaseCommand):
    help = (
        "Bildet im Bürgerbüro aus einer CSV-Tabelle (familienname;vorname;geburtstag;plz) die Hashliste für den"
        " Wohnsitznachweis. Braucht REGISTER_KEY; die Tabelle verlässt das Amt nicht."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", type=Path, metavar="TABELLE", help="CSV-Datei des Bürgerbüros")
        parser.add_argument("list", type=Path, metavar="LISTE", help="Datei, die daraus entsteht")

    def handle(self, *args: Any, table: Path, list: Path, **options: Any) -> None:
        if not settings.REGISTER_KEY:
            raise CommandError("REGISTER_KEY fehlt.")
        try:
            with table.open(encoding="utf-8-sig", newline="") as file:
                digests = read(csv.DictReader(file, delimiter=";"))
            list.write_text("\n".join(sorted(digests)) + "\n", "ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Die Datei ist nicht lesbar oder nicht schreibbar: {error}") from error
        self.stdout.write(f"{len(digests)} Einträge stehen in {list}.")


def read(rows: csv.DictReader[str]) -> set[str]:
    """The hashes of all rows; a row that can not be used stops the whole, so that nobody is forgotten silently."""
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise CommandError("In der Tabelle fehlt: " + ", ".join(missing))
    digests = set()
    for number, row in enumerate(rows, start=2):
        try:
            born = date.fromisoformat(row["geburtstag"].strip())
        except (ValueError, AttributeError):
            raise CommandError(f"Zeile {number}: Der Geburtstag hat nicht die Form JJJJ-MM-TT.") from None
        digests.add(
            register_digest(settings.REGISTER_KEY, row["familienname"], row["vorname"], born, row["plz"])
        )
    return digests
