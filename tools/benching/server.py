"""Starts the server for the bench and reads the CPU time that it used."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
# pages of guests are kept once the log stood still for so many seconds
WARM = 3.5


@dataclass(frozen=True)
class Cost:
    """CPU seconds a request, p95 of the wall clock in seconds, bytes on the wire."""

    cpu: float
    p95: float
    size: int


def descendants(pid: int) -> list[int]:
    """`pid` and all processes below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = (task / "children").read_text().split()
        for child in children:
            found += descendants(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of a process tree (one tick is 10 ms, so measure over many requests)."""
    total = 0
    for one in descendants(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(") ", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


class Server:
    """The platform on a free port, one process, as in production."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", "mitmachstadt", "serve", "--host", "127.0.0.1", "--without-worker"]
        # interfaces with one address for each thing answer under their own name only
        environment = {**os.environ, "BASE_URL": f"http://127.0.0.1:{self.port}"}
        self.process = subprocess.Popen([*command, "--port", str(self.port)], env=environment)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                self.get("/readyz")
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("Der Server antwortet nicht.")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def get(self, path: str, cookie: str = "") -> tuple[int, bytes, float]:
        """Status, body as it came (compressed) and seconds."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Accept-Encoding": "gzip", "Cookie": cookie} if cookie else {"Accept-Encoding": "gzip"}
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - started
        connection.close()
        return response.status, body, seconds

    def cost(
        self, path: str, *, times: int, cookie: str = "", before: Callable[[], None] | None = None
    ) -> Cost:
        """The mean CPU of `times` requests after a few to warm up; `before` runs in this process ahead of each one."""
        for pause in (0.0, 0.0, WARM, 0.0):
            time.sleep(0.0 if before else pause)
            status, body, _ = self.get(path, cookie)
            if status != 200:
                raise RuntimeError(f"{path} antwortet mit {status}: {body[:300]!r}")
        start = cpu_seconds(self.process.pid)
        walls = []
        for _ in range(times):
            if before:
                before()
            _, body, seconds = self.get(path, cookie)
            walls.append(seconds)
        used = (cpu_seconds(self.process.pid) - start) / times
        p95 = statistics.quantiles(walls, n=20)[18] if len(walls) > 1 else walls[0]
        return Cost(used, p95, len(body))
