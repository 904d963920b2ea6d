"""Runs web server and worker side by side and ends both when one ends or a signal comes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The command line of granian for this platform."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
        "--no-ws",
        "--log-level",
        "warning",
        "mitmachstadt.config.wsgi:application",
    ]


def worker_command() -> list[str]:
    """The command line of the background worker."""
    return [sys.executable, "-m", "mitmachstadt", "worker"]


def run_together(commands: list[list[str]], *, pause: float = 0.0) -> int:
    """Starts all, waits until one ends or SIGINT/SIGTERM comes, then ends the others; returns the first's exit code.

    `pause`: seconds between two starts, so that on a small machine the next one does not slow the first.
    """
    waiting = list(commands)
    running: list[subprocess.Popen[bytes]] = []
    stopping = False
    next_start = time.monotonic()

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and all(process.poll() is None for process in running):
        if waiting and time.monotonic() >= next_start:
            running.append(subprocess.Popen(waiting.pop(0)))
            next_start = time.monotonic() + pause
            continue
        time.sleep(0.2)
    code = next((process.returncode for process in running if process.returncode), 0)
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    return 0 if stopping else code
