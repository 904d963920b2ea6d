"""`write-docs`: prints what the code declares (settings, commands) into the docs, so that they stay true."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mitmachstadt.config.docs import generated


class Command(BaseCommand):
    help = "Schreibt die erzeugten Teile der Dokumentation; --check ändert nichts und meldet Unterschiede."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="nur melden, was nicht mehr stimmt")
        parser.add_argument("--folder", metavar="ORDNER", default="docs", help="wohin, sonst docs")

    def handle(self, *args: Any, **options: Any) -> None:
        different = []
        for name, text in generated().items():
            path = Path(options["folder"]) / name
            if not path.is_file() or path.read_text("utf-8") != text:
                different.append(name)
                if not options["check"]:
                    path.write_text(text, "utf-8")
        self.stdout.write(
            "Unterschiede: " + ", ".join(different) if different else "Die Dokumentation stimmt."
        )
        if options["check"] and different:
            raise SystemExit(1)
