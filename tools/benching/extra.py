"""What the bench measures once, beside the pages: reading a table in, the first visit, a second start."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from benching.server import Server


def town_with(rows: int, folder: Path) -> None:
    """Writes a town of `rows` projects: the real table repeated under other ids, with the places it names."""
    from django.conf import settings

    data = folder / "data"
    data.mkdir()
    source = Path(settings.TOWN_DIR) / "data"
    for name in ("places.csv", "organisations.csv"):
        shutil.copy(source / name, data / name)
    with (source / "commitments.csv").open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or [])
        real = [row for row in reader if row["kind"] == "vorhaben"]
    with (data / "commitments.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for n in range(rows):
            row = real[n % len(real)]
            writer.writerow({**row, "id": f"B{n:06d}", "title": f"{row['title']} {n}"})


def import_seconds(rows: int) -> tuple[float, float, int]:
    """Seconds of a first and of a second import of `rows` projects, and how many rows the first one wrote."""
    from mitmachstadt.modules.projects.importers.stock import import_projects
    from mitmachstadt.spine.city.importing import Report

    spent, written = [], 0
    with tempfile.TemporaryDirectory() as folder:
        town_with(rows, Path(folder))
        for _ in range(2):
            report = Report("Vorhaben")
            started = time.perf_counter()
            import_projects(Path(folder), report)
            spent.append(time.perf_counter() - started)
            written = written or report.counts["created"]
    return spent[0], spent[1], written


def first_visit(server: Server) -> tuple[int, int, int]:
    """Bytes on the wire, requests, and requests to other hosts of a first visit of the start page in Chromium."""
    from playwright.sync_api import sync_playwright

    sizes: dict[str, int] = {}
    hosts: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 412, "height": 823}).new_page()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")

        def finished(event: dict[str, Any]) -> None:
            sizes[event["requestId"]] = int(event["encodedDataLength"])

        wire.on("Network.loadingFinished", finished)
        page.on("request", lambda request: hosts.append(request.url))
        page.goto(f"http://127.0.0.1:{server.port}/", wait_until="networkidle")
        browser.close()
    own = f"http://127.0.0.1:{server.port}/"
    real = [url for url in hosts if not url.startswith("data:")]
    return sum(sizes.values()), len(real), sum(not url.startswith(own) for url in real)


def demo_starts() -> tuple[float, float]:
    """Seconds until `/readyz` answers for a first and a second start of the demo in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        return _demo_start(folder), _demo_start(folder)


def _demo_start(folder: str) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "MITMACHSTADT_MODE": "demo", "DATA_DIR": folder, "DATABASE_URL": ""}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "mitmachstadt", "demo", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while time.perf_counter() - started < 300:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return time.perf_counter() - started
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("Die Demo antwortet nicht.")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
