"""The one command line: `python -m mitmachstadt …`."""

from __future__ import annotations

import os
import secrets
import sys

from mitmachstadt.config import demo, env, push_keys


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
        if "MITMACHSTADT_MODE" not in os.environ:
            print("Gilt das der Demo? Dann `MITMACHSTADT_MODE=demo` davorsetzen.", file=sys.stderr)
        return 2
    return 0
