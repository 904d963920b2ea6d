"""`measure-plain`: how often the checker is right and what it misses, on the labelled sentences of this repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mitmachstadt.spine.plain import measure

LABELLED = Path(measure.__file__).parent / "labelled.json"


class Command(BaseCommand):
    help = "Misst die Schreibhilfe für Einfache Sprache an den Beispielsätzen."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(measure.table(measure.measure(json.loads(LABELLED.read_text("utf-8")))))
