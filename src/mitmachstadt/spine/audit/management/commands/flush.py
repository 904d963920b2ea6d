"""`flush` empties the whole database; the log's triggers have to stand aside for it, and real towns are
refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections

from mitmachstadt.spine.audit import append_only
from mitmachstadt.spine.audit.models import LogEntry


class Command(Flush):
    help = "Leert die ganze Datenbank. Im echten Betrieb nicht möglich."

    def handle(self, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError(
                "Im echten Betrieb wird die Datenbank nicht geleert: das Protokoll muss bleiben."
            )
        connection = connections[options["database"]]
        if LogEntry._meta.db_table not in connection.introspection.table_names():
            super().handle(**options)
            return
        with append_only.lifted(connection):
            super().handle(**options)
