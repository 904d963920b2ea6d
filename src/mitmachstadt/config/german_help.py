"""`--help` and refusals of the command line in German, and without the switches that an operator never needs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management import base

#: Of Django's own switches; they still work.
UNTOLD = {
    "--version",
    "--settings",
    "--pythonpath",
    "--force-color",
    "--no-color",
    "--skip-checks",
    "--verbosity",
}
WORDS = {
    "usage: ": "Aufruf: ",
    "options": "Angaben",
    "positional arguments": "Dazu gehört",
    "show this help message and exit": "zeigt diese Hilfe",
    "Display a full stack trace on CommandError exceptions.": "zeigt bei einem Fehler, wo im Programm er auftrat",
    "%(prog)s: error: %(message)s\n": "%(prog)s: Das geht so nicht: %(message)s\n",
    "Error: %s": "Das geht so nicht: %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "Es fehlt: %s",
    "unrecognized arguments: %s": "Unbekannt: %s",
    "expected one argument": "Hier fehlt ein Wert",
    "invalid %(type)s value: %(value)r": "%(value)r passt hier nicht",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r gibt es nicht, nur %(choices)s",
}


class GermanHelp(base.DjangoHelpFormatter):
    """Help as argparse sets it, in German."""

    def __init__(self, prog: str, *args: Any, **kwargs: Any) -> None:
        program, _space, command = prog.partition(" ")
        words = [
            program if program.startswith("python") else f"python -m {program}",
            command.replace("_", "-"),
        ]
        super().__init__(" ".join(filter(None, words)), *args, **kwargs)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return WORDS.get(action.help or "", action.help)

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, [one for one in actions if _told(one)], (), prefix or WORDS["usage: "])

    def add_arguments(self, actions: Iterable[argparse.Action]) -> None:
        super().add_arguments([one for one in actions if _told(one)])


def _told(action: argparse.Action) -> bool:
    return not UNTOLD & set(action.option_strings)


def speak() -> None:
    """Gives every command these words; where argparse says something that is not listed, it stays as it is."""
    said: Callable[[str], str] = lambda text: WORDS.get(text, text)  # noqa: E731
    setattr(argparse, "_", said)  # noqa: B010  (argparse asks gettext under this name)
    setattr(base, "DjangoHelpFormatter", GermanHelp)  # noqa: B010
