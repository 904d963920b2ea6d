"""`serve`: web server and, unless told otherwise, the worker beside it."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mitmachstadt.config import processes
from mitmachstadt.config.operation import metrics


class Command(BaseCommand):
    help = "Startet Webserver und Hintergrunddienst."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host",
            default="0.0.0.0",  # noqa: S104  (a server is meant to be reached)
            help="Adresse, auf der er lauscht; hinter einem Proxy 127.0.0.1. Sonst jede des Rechners",
        )
        parser.add_argument(
            "--port", type=int, default=int(os.environ.get("PORT", "8000")), help="Port, sonst PORT oder 8000"
        )
        parser.add_argument(
            "--processes", type=int, default=1, help="Zahl der Webprozesse, etwa einer je Kern. Sonst 1"
        )
        parser.add_argument(
            "--without-worker",
            action="store_true",
            help="ohne Hintergrunddienst, wenn er für sich läuft (`worker`)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if processes.is_taken(options["host"], options["port"]):
            # Two servers of one user may share a port, and then each answers half of the town.
            self.stderr.write(f"Port {options['port']} ist belegt: Dort läuft schon ein Server.")
            sys.exit(2)
        os.environ["PORT"] = str(options["port"])  # where nothing else is set, links lead to this port
        commands = [processes.web_command(options["host"], options["port"], options["processes"])]
        if not options["without_worker"]:
            commands.append(processes.worker_command())
        os.environ[metrics.FOLDER] = metrics.shared_folder()
        try:
            code = processes.run_together(commands, reloads=True)
        finally:
            shutil.rmtree(os.environ[metrics.FOLDER], ignore_errors=True)
        sys.exit(code)
