"""`seed-sample`: makes the marked examples of every module."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mitmachstadt.spine.city.samples import seed_all


class Command(BaseCommand):
    help = (
        "Legt Beispiele an, damit eine neue Plattform nicht leer aussieht; alle tragen das Wort „Beispiel“."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for sentence in seed_all():
            if options["verbosity"] > 0:
                self.stdout.write(sentence)
