"""What reading a council system costs: the first time, an update of a hundred papers, and everything once more.

Alone it measures into a scratch folder: `MITMACHSTADT_MODE=demo python tools/benching/reading.py [--small]`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FULL, SMALL = (15_000, 40_000), (300, 800)


@contextmanager
def served(papers: int, files: int) -> Iterator[tuple[str, int]]:
    """Address and process of a made-up council system."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.council.oparl_server", "--port", str(port)]
    command += ["--papers", str(papers), "--files", str(files)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def cost(origin: str, *words: str) -> tuple[float, float]:
    """Seconds and highest memory (MiB) of one `import-council`."""
    environment = {**os.environ, "COUNCIL_ALLOW": origin}
    command = [sys.executable, "-m", "mitmachstadt", "import-council", f"{origin}/oparl", *words, "-v", "0"]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    # Not what the system says at the end: that counts the memory of this process, from which it was made.
    most = 0
    while process.poll() is None:
        most = highest(process.pid) or most
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit("import-council failed")
    return time.perf_counter() - started, most / 1024


def highest(pid: int) -> int:
    """KiB of memory that a process had at most so far; 0 when it has ended."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("VmHWM")), 0)


def lines(small: bool) -> list[tuple[str, str, str]]:
    """Name, figure and goal of each measurement."""
    papers, files = SMALL if small else FULL
    with served(papers, files) as (origin, pid):
        first = cost(origin)
        os.kill(pid, signal.SIGUSR1)
        time.sleep(0.5)
        update = cost(origin)
        again = cost(origin, "--full")

    def words(figures: tuple[float, float]) -> str:
        return f"{figures[0]:.1f} s, {figures[1]:.0f} MiB"

    return [
        (
            f"Ratssystem mit {papers} Vorlagen und {files} Dateien, zum ersten Mal",
            words(first),
            "600 s, 500 MiB",
        ),
        ("Dasselbe, 100 geänderte Vorlagen", words(update), "10 s"),
        ("Dasselbe, alles noch einmal", words(again), ""),
    ]


def main() -> None:
    """Measures into a folder of its own and prints the lines."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DATABASE_URL", "")
        for words in (("migrate", "-v", "0"), ("import-town", "-v", "0")):
            subprocess.run([sys.executable, "-m", "mitmachstadt", *words], cwd=ROOT, check=True)
        for line in lines("--small" in sys.argv):
            print(" | ".join(line), flush=True)


if __name__ == "__main__":
    main()
