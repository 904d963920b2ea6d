"""`new-module NAME`: writes the rooms of a new civic module, with tests that pass."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

ROOMS = {
    "README.md": "# {name}\n\nPurpose: one sentence.\n\n| German | English |\n|---|---|\n\n## Rules and their sources\n",
    "__init__.py": "",
    "apps.py": '''"""Registers the module under its short label."""

from django.apps import AppConfig


class {camel}Config(AppConfig):
    name = "mitmachstadt.modules.{name}"
    label = "{name}"
    default_auto_field = "django.db.models.BigAutoField"
''',
    "models.py": '"""Tables of the module; `QuerySet.public()` is the one definition of what everybody may see."""\n',
    "rules.py": '''"""Decisions as pure functions; `now` is always an argument."""


def may_be_read(public: bool) -> bool:
    """True when everybody may see it."""
    return public
''',
    "actions.py": '"""The only writers of the module."""\n',
    "interface.py": '"""What other modules may ask; plain data in and out."""\n',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
    "tests/test_rules.py": '''"""The module's rules by table."""

import pytest

from mitmachstadt.modules.{name} import rules

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(("public", "expected"), [(True, True), (False, False)])
def test_only_public_things_are_read(public, expected):
    assert rules.may_be_read(public) is expected
''',
}


class Command(BaseCommand):
    help = "Legt ein neues Modul mit allen Zimmern und Tests an."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="englischer Name in Mehrzahl, zum Beispiel permits")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        if not re.fullmatch(r"[a-z][a-z_]{2,30}", name):
            raise CommandError(
                "Der Name besteht aus kleinen Buchstaben und Unterstrichen, zum Beispiel `trees`."
            )
        folder = settings.PACKAGE_DIR / "modules" / name
        if folder.exists():
            raise CommandError(f"Das Modul {name} gibt es schon.")
        camel = "".join(part.capitalize() for part in name.split("_"))
        for path, text in ROOMS.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace("{name}", name).replace("{camel}", camel), "utf-8")
        self.stdout.write(f"Angelegt: {folder}\nNoch eintragen: „{name}“ in MODULES in config/settings.py.")
