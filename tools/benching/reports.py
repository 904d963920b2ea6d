"""What the interface of reports costs over many of them.

Alone it measures into a scratch folder: `MITMACHSTADT_MODE=demo python tools/benching/reports.py [--small]`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")

from benching.server import Cost, Server  # noqa: E402

FULL, SMALL = 50_000, 1_000
#: A year and a half, as a large town has them.
DAYS = 540
STATES = (
    "open",
    "open",
    "in_work",
    "passed_on",
    "fixed",
    "fixed",
    "fixed",
    "fixed",
    "closed",
    "merged",
    "received",
)
PAGES = {
    "letzte 90 Tage, 100 Meldungen, JSON": "requests.json?page_size=100",
    "dieselbe als XML mit allem": "requests.xml?page_size=100&extensions=true",
    "alle seit Beginn, Seite 1": "requests.json?updated_after=2000-01-01T00:00:00Z&page=1&page_size=100",
    "mitten darin, über den Link": "requests.json?updated_after=2000-01-01T00:00:00Z&page_size=100&after={middle}",
    "eine einzelne": "requests/{number}.json",
}


def fill_reports(count: int) -> None:
    """Writes `count` made-up reports of the town, most of them public; needs a unit, not much else."""
    from django.utils import timezone

    from benching.fill import WORDS
    from mitmachstadt.modules.reports.models import Report
    from mitmachstadt.modules.reports.queries.town import report_rules
    from mitmachstadt.spine.cases.models import Case
    from mitmachstadt.spine.city.models import Organisation

    dice, now = random.Random(6), timezone.now()
    unit = Organisation.objects.filter(answers_cases=True).first() or Organisation.objects.create(
        key="bench", name="Bauhof", kind="town", answers_cases=True
    )
    keys = [one.key for one in report_rules().categories if one.release != "never"]
    cases = []
    for n in range(count):
        state = dice.choice(STATES)
        cases.append(
            Case(
                number=f"M-2020-{n + 1:06d}", kind="report", state=state, title=f"{dice.choice(WORDS)} kaputt", unit=unit,
                secret_hash=f"bench-{n}", received_at=now - timedelta(days=DAYS * (count - n) / count),
                public=state != "received", sample=True,
            )
        )  # fmt: skip
    rows = []
    for case in Case.objects.bulk_create(cases, batch_size=500):
        lat, lon = 51.55 + dice.uniform(-0.04, 0.04), 7.31 + dice.uniform(-0.05, 0.05)
        rows.append(
            Report(
                case=case, category=dice.choice(keys), text=f"{case.title}: {' '.join(dice.sample(WORDS, 12))}.",
                updated_at=case.received_at, label=f"{dice.choice(WORDS)} {case.pk % 90}", lat=lat, lon=lon, south=lat,
                north=lat, west=lon, east=lon, closing="Erledigt." if case.state in ("fixed", "closed") else "",
            )
        )  # fmt: skip
    Report.objects.bulk_create(rows, batch_size=500)


def costs(server: Server, times: int, touch: Callable[[], None]) -> list[tuple[str, Cost]]:
    """Name and cost of each page with a change before each request, and of the first from memory."""
    from mitmachstadt.modules.reports.georeport.asking import place_of
    from mitmachstadt.modules.reports.models import Report

    keys = list(
        Report.objects.public().order_by("pk").values_list("case_id", "case__received_at", "case__number")
    )
    key, came, number = keys[len(keys) // 2]
    middle = place_of((came, key))
    found = []
    for name, path in PAGES.items():
        address = "/georeport/v2/" + path.format(middle=middle, number=number)
        found.append((f"GeoReport, {name}, eben geändert", server.cost(address, times=times, before=touch)))
    first = "/georeport/v2/" + next(iter(PAGES.values()))
    found.append(("GeoReport, die erste noch einmal", server.cost(first, times=times)))
    return found


def main() -> None:
    """Measures into a folder of its own and prints the lines."""
    small = "--small" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = os.environ.get("BENCH_DATA_DIR", folder)
        os.environ.setdefault("DATABASE_URL", "")
        subprocess.run([sys.executable, "-m", "mitmachstadt", "migrate", "-v", "0"], cwd=ROOT, check=True)
        import django

        django.setup()
        from mitmachstadt.spine.audit.models import LogEntry

        def touch() -> None:
            LogEntry.objects.create(action="edit_sheet", object_kind="bench", object_id="1", sample=True)

        fill_reports(SMALL if small else FULL)
        server = Server()
        try:
            e = server.cost("/robots.txt", times=500 if small else 2000).cpu
            for name, cost in costs(server, 20 if small else 60, touch):
                print(f"{name} | {cost.cpu / e:.1f} E | {cost.size / 1024:.1f} KB", flush=True)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
