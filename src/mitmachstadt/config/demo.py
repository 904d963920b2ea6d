"""`demo`: a filled town on this machine: migrate, import, sample activity, then serve.

No management command, because a second start must not wait until Django has loaded every app twice.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path

from mitmachstadt.config import german_help, processes

HELP = "Richtet die Demo ein (echte Daten der Stadt, Aktivität als Beispiel) und startet sie."
STEPS: tuple[tuple[str, str, list[str]], ...] = (
    ("Datenbank wird angelegt …", "migrate", ["--noinput"]),
    ("Daten der Stadt werden übernommen …", "import_town", []),
    ("Beispiel-Aktivität wird angelegt …", "seed_sample", []),
    ("Dateien für den Browser werden bereitgelegt …", "collectstatic", ["--noinput"]),
)


def main(arguments: list[str]) -> int:
    """Prepares what has changed since the last start, prints address and sign-ins, serves until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="mitmachstadt demo", description=HELP, formatter_class=german_help.GermanHelp
    )
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("PORT", "8000")),
        help="Port im Browser, sonst PORT oder 8000",
    )
    parser.add_argument("--prepare-only", action="store_true", help="nur vorbereiten, nicht starten")
    options = parser.parse_args(arguments)
    # Read by the settings for the links in mails, here and in the processes to come.
    os.environ["PORT"] = str(options.port)
    # Settings alone; the apps behind them are loaded only when there is something to prepare.
    from django.conf import settings

    if not settings.MITMACHSTADT_DEMO:
        print("`demo` läuft nur mit MITMACHSTADT_MODE=demo.", file=sys.stderr)
        return 2
    if not options.prepare_only and processes.is_taken("127.0.0.1", options.port):
        print(
            f"Port {options.port} ist belegt. Mit `make demo PORT={options.port + 1}` startet die Demo daneben.",
            file=sys.stderr,
        )
        return 2
    stamp: Path = settings.DATA_DIR / "demo-stand"
    state = fingerprint([settings.PACKAGE_DIR, settings.TOWN_DIR])
    if not stamp.is_file() or stamp.read_text("utf-8") != state:
        prepare()
        stamp.write_text(state, "utf-8")
    if options.prepare_only:
        return 0
    (settings.DATA_DIR / "demo-port").write_text(str(options.port), "utf-8")
    accounts: Path = settings.DATA_DIR / "demo-zugaenge.txt"
    print(f"\nMitmachstadt läuft: http://localhost:{options.port}/  (Strg+C beendet)")
    if accounts.is_file():
        print(accounts.read_text("utf-8"), end="")
    sys.stdout.flush()
    web = processes.web_command("0.0.0.0", options.port, 1)  # noqa: S104  (a demo is shown to others)
    return processes.run_together([web, processes.worker_command()], pause=5)


def prepare() -> None:
    """Everything a first start needs; each step can be repeated."""
    import django
    from django.core.management import call_command

    django.setup()
    for sentence, command, extra in STEPS:
        print(sentence, flush=True)
        call_command(command, *extra, verbosity=0)


def fingerprint(folders: list[Path]) -> str:
    """Changes whenever a file of code, town or built front end changes, so that a second start prepares nothing."""
    digest = hashlib.sha256()
    for path in sorted(p for folder in folders for p in folder.rglob("*") if p.is_file()):
        if "__pycache__" not in path.parts:
            status = path.stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}".encode())
    return digest.hexdigest()
