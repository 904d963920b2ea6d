"""The one command line: `python -m mitmachstadt …`."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from mitmachstadt.config import demo, env, german_help, push_keys, sign_on_keys, troubles


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
    if arguments[1:2] == ["make_sign_on_key"]:
        print(f"SIGN_ON_KEYS={sign_on_keys.new_key()}")
        return 0
    german_help.speak()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")
    try:
        if arguments[1:2] == ["demo"]:
            return demo.main(arguments[2:])
        return run(arguments[1:])
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


def run(words: list[str]) -> int:
    """A command of the platform or of its libraries; without one, or with an unknown one, all that there are."""
    import django
    from django.core.management import execute_from_command_line, get_commands

    django.setup()
    asked = words[0] if words else "help"
    known = asked in get_commands() or asked in {"version", "--version"}
    if known or (asked == "help" and len(words) > 1):
        execute_from_command_line(["mitmachstadt", *words])
        return 0
    helped = asked in {"help", "--help", "-h"}
    if not helped:
        print(f"Den Befehl „{asked.replace('_', '-')}“ gibt es nicht.\n", file=sys.stderr)
    print(overview(), file=sys.stdout if helped else sys.stderr)
    return 0 if helped else 2


def overview() -> str:
    """All words of the one command line, a line each."""
    from mitmachstadt.config.docs import commands

    told = commands()
    width = max(map(len, told))
    lines = [f"  {name:<{width}}  {what}" for name, what in sorted(told.items())]
    return "\n".join(
        [
            "python -m mitmachstadt BEFEHL",
            "",
            *lines,
            "",
            "Mehr zu einem: python -m mitmachstadt BEFEHL --help",
        ]
    )
