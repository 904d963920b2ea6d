"""The one command line: `python -m mitmachstadt …`."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from mitmachstadt.config import demo, env, push_keys, troubles


def main(argv: list[str] | None = None) -> int:
    """Runs a command; says in a plain sentence what is wrong when the installation can not start.

    Commands are typed with hyphens (`import-town`), their files carry underscores.
    """
    arguments = list(sys.argv if argv is None else argv)
    if len(arguments) > 1:
        arguments[1] = arguments[1].replace("-", "_") if not arguments[1].startswith("-") else arguments[1]
    if arguments[1:2] == ["secret"]:
        print(secrets.token_urlsafe(60))
        return 0
    if arguments[1:2] == ["make_push_keys"]:
        print(f"PUSH_PRIVATE_KEY={push_keys.new_key()}")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")
    try:
        if arguments[1:2] == ["demo"]:
            return demo.main(arguments[2:])
        from django.core.management import execute_from_command_line

        execute_from_command_line(["mitmachstadt", *arguments[1:]])
    except env.ConfigError as error:
        print(f"So kann die Plattform nicht starten:\n{error}", file=sys.stderr)
        if "MITMACHSTADT_MODE" not in os.environ and not Path(".env").is_file():
            print(
                f"In {Path.cwd()} liegt keine `.env`; Befehle laufen im Ordner der Plattform. "
                "Gilt das der Demo? Dann `MITMACHSTADT_MODE=demo` davorsetzen.",
                file=sys.stderr,
            )
        return 2
    except Exception as error:
        # What lies outside the program needs no list of calls; everything else does.
        sentence = "" if "--traceback" in arguments else troubles.of_command(error)
        if not sentence:
            raise
        print(sentence, file=sys.stderr)
        return 1
    return 0
