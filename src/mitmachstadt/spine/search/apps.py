"""Registers the app under its short label."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "mitmachstadt.spine.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(sweep, sender=self, dispatch_uid="search.sweep")


def sweep(using: str = "default", **kwargs: Any) -> None:
    """SQLite's full text is a table of its own that emptying the database passes over; rows without an entry go."""
    connection = connections[using]
    if connection.vendor == "sqlite" and "search_tokens" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_tokens WHERE rowid NOT IN (SELECT entry_id FROM search_indexrow)"
            )
