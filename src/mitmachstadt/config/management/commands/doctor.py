"""`doctor`: says in plain German what is wrong with this installation."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from mitmachstadt.config.health import examine


class Command(BaseCommand):
    help = "Untersucht die Installation und sagt, was zu tun ist."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{'gut    ' if finding.good else 'FEHLER '} {finding.name}")
            if not finding.good:
                self.stdout.write(f"        → {finding.hint}")
        wrong = sum(not finding.good for finding in findings)
        self.stdout.write(
            "Alles in Ordnung." if not wrong else f"{wrong} {'Punkt' if wrong == 1 else 'Punkte'} zu klären."
        )
        sys.exit(1 if wrong else 0)
