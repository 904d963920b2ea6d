"""The run of the bench: fills, serves, measures, prints the table."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")

from benching import council, extra, papers, reading, reports  # noqa: E402
from benching.server import WARM, Server, descendants  # noqa: E402


@dataclass
class Line:
    """One row of the table."""

    name: str
    cost: str
    queries: str = ""
    size: str = ""
    p95: str = ""
    goal: str = ""


def manage(*words: str) -> None:
    """Runs a command of the platform on the scratch town."""
    subprocess.run([sys.executable, "-m", "mitmachstadt", *words], check=True, stdout=subprocess.DEVNULL)


def sign_in_cookie() -> str:
    """The session of a resident, made directly in the database."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from mitmachstadt.spine.accounts.models import User

    user, _ = User.objects.get_or_create(email="bench@example.org")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def write_log() -> None:
    """Says that something changed in town."""
    from mitmachstadt.spine.audit.models import LogEntry

    LogEntry.objects.create(action="edit_sheet", object_kind="bench", object_id="1", sample=True)


def count_queries(path: str, cookie: str, fresh: bool) -> int:
    """Queries of a request, counted in this process; warm unless it shall be `fresh`."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"cookie": cookie}) if cookie else Client()
    client.get(path)
    if fresh:
        write_log()
    else:
        time.sleep(WARM)
        client.get(path)
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    return len(caught)


class Bench:
    """Collects the lines; `e` is the cost of one robots.txt in seconds."""

    def __init__(self, small: bool) -> None:
        self.small = small
        self.lines: list[Line] = []
        self.e = 0.0
        self.costs: dict[str, float] = {}

    def robots(self, server: Server) -> None:
        self.e = server.cost("/robots.txt", times=500 if self.small else 4000).cpu

    def page(
        self,
        server: Server,
        name: str,
        path: str,
        cookie: str = "",
        goal: str = "",
        times: int = 200,
        fresh: bool = False,
    ) -> None:
        """Adds a line; `fresh` changes something in town before each request, so that nothing is answered from memory."""
        touch = write_log if fresh else None
        cost = server.cost(path, times=10 if self.small else times, cookie=cookie, before=touch)
        self.costs[name] = cost.cpu / self.e
        self.lines.append(
            Line(
                name,
                f"{cost.cpu / self.e:.1f} E",
                str(count_queries(path, cookie, fresh)),
                f"{cost.size / 1024:.1f} KB",
                f"{cost.p95 * 1000:.1f} ms",
                goal,
            )
        )
        print(self.lines[-1], flush=True)

    def table(self) -> str:
        head = "| Was | Aufwand | Abfragen | Bytes | p95 | Ziel |\n|---|---|---|---|---|---|\n"
        rows = [f"| {x.name} | {x.cost} | {x.queries} | {x.size} | {x.p95} | {x.goal} |" for x in self.lines]
        return head + "\n".join(rows)


def search_p95(queries: int) -> tuple[float, float]:
    """p50 and p95 in milliseconds of `find` over the whole table, each query another one."""
    import random

    from benching.fill import WORDS
    from mitmachstadt.spine.search.queries import find

    dice = random.Random(3)
    walls = []
    for n in range(queries):
        text = " ".join(dice.sample(WORDS, 1 + n % 2))
        if n % 5 == 0:
            text = text[:-2] + text[-1]
        started = time.perf_counter()
        find(text)
        walls.append((time.perf_counter() - started) * 1000)
    return statistics.median(walls), statistics.quantiles(walls, n=20)[18]


def export_line(server: Server, rows: int) -> Line:
    """First byte, total time and rise in memory of the CSV of all projects."""
    import http.client

    def resident() -> int:
        """Resident memory of the server's processes in KiB."""
        total = 0
        for pid in descendants(server.process.pid):
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    total += int(line.split()[1])
        return total

    before = resident()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    started = time.perf_counter()
    connection.request("GET", "/daten/vorhaben.csv")
    response = connection.getresponse()
    response.read(1)
    first = time.perf_counter() - started
    peak, size = before, 1
    while chunk := response.read(1 << 20):
        size += len(chunk)
        peak = max(peak, resident())
    total = time.perf_counter() - started
    return Line(
        f"CSV mit {rows} Zeilen",
        f"{total:.1f} s, erstes Byte nach {first * 1000:.0f} ms",
        "",
        f"{size / 2**20:.1f} MB",
        f"+{max(peak - before, 0) / 1024:.0f} MiB Speicher",
        "1 s, 100 MiB",
    )


def run(small: bool) -> Bench:
    """All measurements in order of growing data."""
    import django

    manage("migrate")
    manage("import-town")
    manage("collectstatic", "--noinput")
    django.setup()
    from benching import fill

    bench = Bench(small)
    first, many, searched = (300, 600, 2000) if small else (550, 50_000, 100_000)
    fill.fill_projects(first)
    cookie = sign_in_cookie()
    listing = "/vorhaben/?q=Radweg&stadtteil=ickern"
    number = f"V-2020-{first - 1:06d}"
    fill.fill_suggestions(number, 50 if small else 1000)
    server = Server()
    try:
        bench.robots(server)
        bench.lines.append(Line("`/robots.txt`", f"1 E = {bench.e * 1000:.3f} ms"))
        bench.page(server, "Startseite", "/")
        bench.page(server, "Startseite, eben geändert", "/", fresh=True)
        size, requests, foreign = extra.first_visit(server)
        bench.lines.append(
            Line(
                "Erster Besuch der Startseite (Chromium)",
                f"{requests} Anfragen, {foreign} an Dritte",
                "",
                f"{size / 1024:.0f} KB",
                "",
                "150 KB, 12, keine",
            )
        )
        print(bench.lines[-1], flush=True)
        bench.page(
            server, f"Liste, Filter und Suche, angemeldet, {first} Vorhaben", listing, cookie, "20 E, 12"
        )
        bench.page(server, f"Dieselbe, {first} Vorhaben, eben geändert", listing, cookie, fresh=True)
        bench.page(server, f"Liste ohne Filter, {first} Vorhaben", "/vorhaben/", "", "20 E, 12")
        sheet = f"/vorhaben/{number}/"
        said = 50 if small else 1000
        bench.page(server, f"Steckbrief mit {said} Hinweisen", sheet, "", "15 E")
        bench.page(server, f"Steckbrief mit {said} Hinweisen, angemeldet", sheet, cookie, "15 E")
        bench.page(server, f"Steckbrief mit {said} Hinweisen, eben geändert", sheet, fresh=True)
    finally:
        server.stop()
    fill.fill_projects(many)
    server = Server()
    try:
        bench.robots(server)
        bench.page(
            server,
            f"Liste, Filter und Suche, angemeldet, {many} Vorhaben",
            listing,
            cookie,
            "höchstens 1,2-mal",
        )
        bench.page(server, f"Dieselbe, {many} Vorhaben, eben geändert", listing, cookie, fresh=True)
        bench.page(server, f"Liste ohne Filter, {many} Vorhaben", "/vorhaben/", "", "höchstens 1,2-mal")
        bench.page(
            server,
            f"Karte, erste Antwort, {many} Vorhaben",
            "/vorhaben/karte.geojson",
            "",
            "100 KB",
            times=20,
        )
        bench.page(server, f"Kalender (ICS), {many} Vorhaben", "/vorhaben/termine.ics", "", "", times=20)
        fill.fill_projects(1000 if small else 100_000)
        bench.lines.append(export_line(server, 1000 if small else 100_000))
        print(bench.lines[-1], flush=True)
    finally:
        server.stop()
    bench.lines += council_lines(bench, small)
    bench.lines += report_lines(bench, small)
    fill.fill_search(searched)
    p50, p95 = search_p95(50 if small else 300)
    bench.lines.append(
        Line(f"Suche über {searched} Einträge", f"Median {p50:.1f} ms", "", "", f"{p95:.1f} ms", "p95 100 ms")
    )
    bench.lines.append(paper_search_line(small))
    print(bench.lines[-1], flush=True)
    again = once_lines(small)
    bench.lines += again
    for line in again:
        print(line, flush=True)
    return bench


def council_lines(bench: Bench, small: bool) -> list[Line]:
    """Pages of the council's interface over many papers and files."""
    council.fill_council(*((300, 800) if small else (15_000, 40_000)))
    server, found = Server(), []
    try:
        bench.robots(server)
        for name, cost, queries in council.costs(server, 10 if small else 100, write_log):
            goal = "15 E, erste zu letzter höchstens 1,2" if "eben geändert" in name else ""
            size, wall = f"{cost.size / 1024:.1f} KB", f"{cost.p95 * 1000:.1f} ms"
            found.append(Line(name, f"{cost.cpu / bench.e:.1f} E", str(queries), size, wall, goal))
            print(found[-1], flush=True)
    finally:
        server.stop()
    return found


def report_lines(bench: Bench, small: bool) -> list[Line]:
    """The interface, the map and the hint of reports over many of them."""
    reports.fill_reports(reports.SMALL if small else reports.FULL)
    server, found = Server(), []
    try:
        bench.robots(server)
        for name, cost in reports.costs(server, 10 if small else 60, write_log):
            size, wall = f"{cost.size / 1024:.1f} KB", f"{cost.p95 * 1000:.1f} ms"
            found.append(Line(name, f"{cost.cpu / bench.e:.1f} E", "", size, wall, reports.goal_of(name)))
    finally:
        server.stop()
    median, p95 = reports.hint_p95(50 if small else 500)
    found.append(
        Line(
            "Meldung: Vielleicht dasselbe?", f"Median {median:.1f} ms", p95=f"{p95:.1f} ms", goal="p95 200 ms"
        )
    )
    for line in found:
        print(line, flush=True)
    return found


def paper_search_line(small: bool) -> Line:
    """The list of papers with a search, each time another one, in this process."""
    found = papers.figures(small)
    own, wall = found["own CPU"], papers.p95(found["wall clock"])
    cost = f"Rechenzeit Median {statistics.median(own):.1f} ms, p95 {papers.p95(own):.1f} ms"
    return Line("Suche in den Vorlagen mit ihren Dokumenten", cost, p95=f"{wall:.1f} ms", goal="p95 200 ms")


def once_lines(small: bool) -> list[Line]:
    """Import of a table, first and again, the two starts of the demo, and reading a council system."""
    rows = 500 if small else 10_000
    first, second, written = extra.import_seconds(rows)
    cold, warm = extra.demo_starts()
    return [
        Line(f"Einlesen von {rows} Vorhaben", f"{first:.1f} s, {written} geschrieben", goal="30 s"),
        Line("Dieselbe Tabelle noch einmal", f"{second:.1f} s"),
        Line("Demo, erster Start (ohne Installation)", f"{cold:.1f} s"),
        Line("Demo, zweiter Start", f"{warm:.1f} s", goal="5 s"),
        *(Line(name, figure, goal=goal) for name, figure, goal in reading.lines(small)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--write")
    options = parser.parse_args()
    bench = run(options.small)
    table = bench.table()
    print(table)
    if options.write:
        page = Path(options.write)
        text = (
            page.read_text("utf-8") if page.is_file() else "# Leistung\n\n<!-- tabelle -->\n<!-- ende -->\n"
        )
        head, _, rest = text.partition("<!-- tabelle -->")
        _, _, tail = rest.partition("<!-- ende -->")
        page.write_text(f"{head}<!-- tabelle -->\n{table}\n<!-- ende -->{tail}", "utf-8")


if __name__ == "__main__":
    main()
