"""`reseal-second-steps`: after an update seals what was kept open before, and after a new key was put in front frees
the earlier one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.spine.accounts.actions import reseal_second_steps
from mitmachstadt.spine.problems import Refused


class Command(BaseCommand):
    help = (
        "Verschließt alle zweiten Schritte mit dem neuesten Schlüssel, auch die von früher noch offenen;"
        " danach kann ein früherer aus SEALING_KEYS weg."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = reseal_second_steps()
        except Refused:
            raise CommandError(
                "Ein zweiter Schritt lässt sich mit keinem Schlüssel öffnen; nichts wurde geändert."
                " Der frühere Schlüssel fehlt in SEALING_KEYS."
            ) from None
        self.stdout.write(f"{number} zweite Schritte sind mit dem neuesten Schlüssel verschlossen.")
