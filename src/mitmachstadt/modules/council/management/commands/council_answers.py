"""`council-answers [--rebuild|--check]`: writes the stored answers of the OParl interface, or proves that they are true."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.modules.council.models import Answer
from mitmachstadt.modules.council.oparl import stored


class Command(BaseCommand):
    help = "Schreibt die gespeicherten Antworten der OParl-Schnittstelle, die fehlen oder nicht mehr gelten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--rebuild", action="store_true", help="alle neu schreiben")
        one.add_argument(
            "--check", action="store_true", help="nur prüfen, ob jede gleich dem ist, was die Tabellen sagen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            found = list(stored.wrong())
            for address in found:
                self.stderr.write(address)
            if found:
                raise CommandError(
                    f"{len(found)} gespeicherte Antworten sind falsch; --rebuild schreibt sie neu."
                )
            self.stdout.write("Jede gespeicherte Antwort stimmt.")
            return
        if options["rebuild"]:
            Answer.objects.all().delete()
        written = sum(stored.catch_up())
        if stored.reading():
            raise CommandError(
                "Ein Ratssystem wird gerade zum ersten Mal eingelesen; danach geschieht es von selbst."
            )
        self.stdout.write(f"{written} Antworten geschrieben.")
