"""`migrate`: Django's own, a sixth quicker on an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate


@contextmanager
def settings_names_kept() -> Iterator[None]:
    """Which setting names a model (AUTH_USER_MODEL) is asked for every reference of every table after every step. Django
    forgets the answers with each table it draws and looks through all models again; here they last as long as the command."""
    apps.get_swappable_settings_name = cache(apps.get_swappable_settings_name)  # type: ignore[method-assign]
    try:
        yield
    finally:
        del apps.get_swappable_settings_name


class Command(migrate.Command):
    help = "Bringt die Datenbank auf den Stand des Programms."

    def handle(self, *args: Any, **options: Any) -> None:
        with settings_names_kept():
            super().handle(*args, **options)
