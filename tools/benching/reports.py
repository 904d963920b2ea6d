"""What the interface of reports costs over many of them.

Alone it measures into a scratch folder: `MITMACHSTADT_MODE=demo python tools/benching/reports.py [--small]`.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
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
#: The large map as it opens, and as somebody looks at a few streets.
MAPS = {
    "ganze Stadt": "/meldungen/karte.geojson?bbox=7.2,51.5,7.42,51.6&zoom=11",
    "ein paar Straßen": "/meldungen/karte.geojson?bbox=7.305,51.545,7.315,51.555&zoom=15",
}
#: What a change to the interface may cost.
GOALS = {"GeoReport": "15 E", "Karte": "20 E, 100 KB"}


def goal_of(name: str) -> str:
    """The goal of a line."""
    return next((goal for key, goal in GOALS.items() if name.startswith(key)), "")


def fill_reports(count: int) -> None:
    """Writes `count` made-up reports of the town, most of them public; needs a unit, not much else."""
    from django.utils import timezone

    from benching.fill import WORDS
    from mitmachstadt.modules.reports.actions import tiles
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
    tiles.refresh()


def costs(server: Server, times: int, touch: Callable[[], None]) -> list[tuple[str, Cost]]:
    """Name and cost of each page and map with a change before each request, and of the first page from memory."""
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
    for name, path in MAPS.items():
        found.append(
            (f"Karte der Meldungen, {name}, eben geändert", server.cost(path, times=times, before=touch))
        )
    return found


def hint_p95(times: int) -> tuple[float, float]:
    """Median and p95 in milliseconds of looking for what may be the same, each time at another point, in this process."""
    from django.utils import timezone

    from benching.fill import WORDS
    from mitmachstadt.modules.reports.queries.reports import alike
    from mitmachstadt.modules.reports.queries.town import report_rules

    dice, rules, today, walls = random.Random(7), report_rules(), timezone.localdate(), []
    keys = [one.key for one in rules.categories if one.release != "never"]
    for _ in range(times):
        started = time.perf_counter()
        alike(
            lat=51.55 + dice.uniform(-0.04, 0.04), lon=7.31 + dice.uniform(-0.05, 0.05), category=dice.choice(keys),
            text=" ".join(dice.sample(WORDS, 6)), rules=rules, today=today,
        )  # fmt: skip
        walls.append((time.perf_counter() - started) * 1000)
    return statistics.median(walls), statistics.quantiles(walls, n=20)[18]


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
                print(
                    f"{name} | {cost.cpu / e:.1f} E | {cost.size / 1024:.1f} KB | {goal_of(name)}", flush=True
                )
            median, p95 = hint_p95(50 if small else 500)
            print(
                f"Vielleicht dasselbe? | Median {median:.1f} ms | p95 {p95:.1f} ms | p95 200 ms", flush=True
            )
        finally:
            server.stop()


if __name__ == "__main__":
    main()
