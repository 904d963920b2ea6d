"""`teach-guesser [--town FOLDER]`: learns from a town's catalogue and example texts what reports are about, and measures it."""

from __future__ import annotations

import json
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.modules.reports.guessing import measuring, teaching
from mitmachstadt.modules.reports.guessing.model import as_data
from mitmachstadt.modules.reports.rules import parse_report_rules
from mitmachstadt.spine.problems import Refused


class Command(BaseCommand):
    help = (
        "Lernt aus melder/texte.csv und rules/melder.toml der Stadt, wovon Meldungen handeln, und misst es."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--town", type=Path, default=None, help="Ordner der Stadt")

    def handle(self, *args: Any, **options: Any) -> None:
        town = (options["town"] or settings.TOWN_DIR).resolve()
        try:
            rules = parse_report_rules(tomllib.loads((town / "rules" / "melder.toml").read_text("utf-8")))
            texts = teaching.read_texts(town / "melder" / "texte.csv")
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from None
        unknown = sorted({key for key, _text in texts if rules.category(key) is None})
        if unknown:
            raise CommandError(f"Unbekannte Kategorien in texte.csv: {', '.join(unknown)}")
        model = teaching.teach(texts, rules)
        target = town / "melder" / "modell.json"
        target.write_text(
            json.dumps(as_data(model), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
        )
        found = measuring.measure(measuring.by_model(model), teaching.measured(texts), rules)
        self.stdout.write(
            f"{target.name}: gelernt aus {len(teaching.learned(texts))} Texten, geprüft an {len(teaching.measured(texts))}:"
            f" {found.first:.1%} richtig, {found.three:.1%} unter den ersten drei, {found.unit:.1%} bei der richtigen Stelle."
        )
