"""`georeport-key NAME [--hourly N] [--end]`: a key with which another app hands in reports; without a name the list."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from mitmachstadt.modules.reports.actions import keys
from mitmachstadt.modules.reports.models import ApiKey
from mitmachstadt.spine.problems import Refused


class Command(BaseCommand):
    help = "Macht oder beendet einen Schlüssel, mit dem eine App über GeoReport melden darf; ohne Namen die Liste."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", metavar="NAME", help="der Name der App")
        parser.add_argument(
            "--hourly", type=int, default=keys.HOURLY, help="so viele Meldungen in der Stunde"
        )
        parser.add_argument("--end", action="store_true", help="den Schlüssel sofort beenden")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        if not name:
            for one in ApiKey.objects.all():
                end = f", beendet {timezone.localtime(one.ended_at):%d.%m.%Y}" if one.ended_at else ""
                self.stdout.write(f"{one.name}: {one.hourly} in der Stunde, seit {one.made_at:%d.%m.%Y}{end}")
            return
        with override("de"):
            try:
                if options["end"]:
                    keys.end_key(name)
                    self.stdout.write(f"Der Schlüssel von {name} gilt nicht mehr.")
                    return
                key, secret = keys.make_key(name, hourly=options["hourly"])
            except Refused as refused:
                raise CommandError(str(refused)) from None
        self.stdout.write(secret)
        self.stderr.write(f"Schlüssel von {key.name}. Er wird nur dieses eine Mal gezeigt.")
