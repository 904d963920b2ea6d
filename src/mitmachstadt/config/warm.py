"""Loads the whole program before the first visitor, so that an update may put new files below a server still running.

Templates and some modules are read from the disk when they are first needed. Between `git pull` and `reload` that would be
those of the next version, under a program that does not know them.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from django.conf import settings
from django.template import TemplateSyntaxError, engines
from django.template.utils import get_app_template_dirs

import mitmachstadt
from mitmachstadt.config import health

#: What no page needs; a command is a process of its own and starts with the version it finds.
ASIDE = {"tests", "migrations", "management", "settings_test", "__main__"}


def warm() -> None:
    """Imports every module of the platform, compiles every template of every app and notes the steps of the database."""
    for module in pkgutil.walk_packages(mitmachstadt.__path__, "mitmachstadt."):
        if not ASIDE & set(module.name.split(".")):
            importlib.import_module(module.name)
    for name in templates():
        try:
            engines["django"].get_template(name)
        except (TemplateSyntaxError, UnicodeDecodeError):
            # A library may carry templates for an app that is not installed.
            continue
    health.known_steps()


def templates() -> list[str]:
    """Names of all template files of the town and the apps."""
    folders = [*map(Path, settings.TEMPLATES[0]["DIRS"]), *map(Path, get_app_template_dirs("templates"))]
    return sorted(
        {str(f.relative_to(folder)) for folder in folders for f in folder.rglob("*") if f.is_file()}
    )
