"""`worker`: the background service; may run several times beside each other."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from mitmachstadt.spine.notify.ticker import Ticker
from mitmachstadt.spine.work.heartbeat import Heartbeat

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Hintergrunddienst: verschickt Mails und Zusammenfassungen und erledigt wartende Aufgaben."

    def handle(self, *args: Any, **options: Any) -> None:
        ticker = Ticker()
        beside = threading.Thread(target=ticker.run, name="ticker", daemon=True)
        beside.start()
        try:
            while True:
                try:
                    with Heartbeat() as heart:
                        call_command("db_worker", interval=1.0, verbosity=0, worker_id=heart.name)
                    return
                except Error:
                    # The database is away for a moment; the web server must not go down with the worker.
                    log.exception("The worker lost its database and tries again in five seconds.")
                    close_old_connections()
                    time.sleep(5)
        finally:
            # A mail that is being sent right now is finished first.
            ticker.stopping.set()
            beside.join(8)
