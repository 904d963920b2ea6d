"""Runs web server and worker side by side: a worker that dies comes again, both end with the web server or at a signal."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import cast

#: Seconds until a worker that died is started again.
AGAIN = 3


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
        # One process that dies (out of memory, a fault in a library) must not take the others with it.
        "--respawn-failed-workers",
        # At a reload the new process has this long to come up before the old one finishes and goes.
        "--respawn-interval",
        "15",
        "--workers-kill-timeout",
        "30",
        "--log-level",
        "warning",
        "mitmachstadt.config.wsgi:application",
    ]


def worker_command() -> list[str]:
    """The command line of the background worker."""
    return [sys.executable, "-m", "mitmachstadt", "worker"]


def is_taken(host: str, port: int) -> bool:
    """True when something already listens there; for every address of the machine its own is asked."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)) == 0  # noqa: S104


def run_together(commands: list[list[str]], *, pause: float = 0.0, reloads: bool = False) -> int:
    """Starts all, waits until the first ends or SIGINT/SIGTERM comes, then ends the others; returns the first's exit code.

    One of the others that ends is told in a sentence and started again after `AGAIN` seconds: pages need no worker, and
    a worker whose database was away finds it later.
    `pause`: seconds between two starts, so that on a small machine the next one does not slow the first. With
    `reloads`, SIGHUP goes to the first, the web server, which then takes up new code without missing a request;
    the others are ended and started anew. Without it SIGHUP (a closed terminal) ends all.
    """
    waiting = list(commands)
    running: list[subprocess.Popen[bytes]] = []
    stopping = reloading = False
    next_start = time.monotonic()

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    def reload(number: int, frame: FrameType | None) -> None:
        nonlocal reloading
        reloading = True

    signal.signal(signal.SIGHUP, reload if reloads else stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and (not running or running[0].poll() is None):
        if waiting and time.monotonic() >= next_start:
            running.append(subprocess.Popen(waiting.pop(0)))
            next_start = time.monotonic() + pause
            continue
        if reloading and running:
            reloading = False
            running[0].send_signal(signal.SIGHUP)
            for process in running[1:]:
                end(process, 60)
            waiting = commands[1:]
            del running[1:]
            continue
        for process in [one for one in running[1:] if one.poll() is not None]:
            running.remove(process)
            waiting.append(cast("list[str]", process.args))
            next_start = time.monotonic() + AGAIN
            print(
                f"Der Hintergrunddienst endete (Code {process.returncode}); er wird in {AGAIN} Sekunden neu gestartet.",
                file=sys.stderr,
                flush=True,
            )
        time.sleep(0.2)
    code = 0 if stopping else running[0].returncode
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        end(process, 10)
    return code


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Asks a process to end and makes it when it does not within `seconds`."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
