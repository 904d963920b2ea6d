"""`remove-sample`: takes every marked example away and leaves the real data as it was."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mitmachstadt.spine.city.samples import remove_all


class Command(BaseCommand):
    help = "Entfernt alle Beispiele; die echten Daten bleiben, wie sie sind."

    def handle(self, *args: Any, **options: Any) -> None:
        for sentence in remove_all():
            if options["verbosity"] > 0:
                self.stdout.write(sentence)
