"""`demo`: a filled town on this machine: migrate, import, sample activity, then serve."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from mitmachstadt.config import processes


class Command(BaseCommand):
    help = "Richtet die Demo ein (echte Daten der Stadt, Aktivität als Beispiel) und startet sie."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--prepare-only", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MITMACHSTADT_DEMO:
            sys.exit("`demo` läuft nur mit MITMACHSTADT_MODE=demo.")
        port = options["port"]
        if not options["prepare_only"] and is_taken(port):
            sys.exit(f"Port {port} ist belegt. Mit `make demo PORT={port + 1}` startet die Demo daneben.")
        stamp = settings.DATA_DIR / "demo-stand"
        state = fingerprint()
        if not stamp.is_file() or stamp.read_text("utf-8") != state:
            self.prepare()
            stamp.write_text(state, "utf-8")
        accounts = settings.DATA_DIR / "demo-zugaenge.txt"
        self.stdout.write(f"\nMitmachstadt läuft: http://localhost:{port}/\n")
        if accounts.is_file():
            self.stdout.write(accounts.read_text("utf-8"))
        self.stdout.flush()
        if options["prepare_only"]:
            return
        web = processes.web_command("0.0.0.0", port, 1)  # noqa: S104  (a demo is shown to others)
        sys.exit(processes.run_together([web, processes.worker_command()]))

    def prepare(self) -> None:
        """Everything a first start needs; each step can be repeated."""
        for sentence, command in (
            ("Datenbank wird angelegt …", "migrate"),
            ("Daten der Stadt werden übernommen …", "import_town"),
            ("Beispiel-Aktivität wird angelegt …", "seed_sample"),
            ("Dateien für den Browser werden bereitgelegt …", "collectstatic"),
        ):
            self.stdout.write(sentence)
            self.stdout.flush()
            asks = command in {"migrate", "collectstatic"}
            call_command(command, *(["--noinput"] if asks else []), verbosity=0)


def is_taken(port: int) -> bool:
    """True when something already listens on `port`."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fingerprint() -> str:
    """Changes whenever code, town or built files change, so that a second start can skip the preparation."""
    digest = hashlib.sha256()
    roots = [settings.PACKAGE_DIR, settings.TOWN_DIR]
    for path in sorted(p for root in roots for p in Path(root).rglob("*") if p.is_file()):
        if "__pycache__" in path.parts:
            continue
        status = path.stat()
        digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}".encode())
    return digest.hexdigest()
