"""`make test`: every check and every test, on SQLite and on PostgreSQL, with real browsers; ends with the counts.

Two rows of steps go side by side, so that no core waits for the last test of a step or for a browser.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import ready  # noqa: E402  found through the line above

STRICT = os.environ.get("CI") == "true" or os.environ.get("MITMACHSTADT_TEST_STRICT") == "1"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
PYTHON = sys.executable
#: Chromium without windows: the same pages in three quarters of the time.
SHELL = "chromium-headless-shell"
PRINTING = threading.Lock()
#: The row of dots that pytest writes, with what is done by then.
PROGRESS = re.compile(r"\[ *(\d+%)\]\s*$")


@dataclass
class Step:
    """One command; `extra` is added to its environment."""

    name: str
    command: list[str]
    extra: dict[str, str] = field(default_factory=dict)


def say(text: str) -> None:
    """One piece of output that nothing of the other row comes into."""
    with PRINTING:
        print(text, flush=True)


def run(step: Step) -> tuple[bool, str]:
    """Runs one step; its progress is told as it comes, all it said when it has ended."""
    say(f"... {step.name} beginnt")
    started = time.monotonic()
    environment = {**os.environ, "MITMACHSTADT_MODE": "test", **step.extra}
    # Some images keep Python from storing what it compiled; every worker and every process of a test would compile the
    # program and the rewritten assertions again, which takes longer than most of the tests.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        step.command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines = []
    assert process.stdout
    for line in process.stdout:
        lines.append(line)
        if found := PROGRESS.search(line):
            say(f"    {step.name}: {found[1]}{' mit Fehlern' if 'F' in line or 'E' in line else ''}")
    ok = process.wait() == 0
    told = "".join(line for line in lines if not PROGRESS.search(line))
    end = f"--- {step.name}: {'gut' if ok else 'FEHLER'} ({time.monotonic() - started:.0f} s)"
    say(f"\n=== {step.name}\n{told}{end}\n")
    return ok, "".join(lines)


def run_rows(*rows: list[Step]) -> list[tuple[bool, str]]:
    """Runs the rows side by side, the steps of each one after the other."""
    with ThreadPoolExecutor(len(rows)) as pool:
        done = pool.map(lambda row: [run(step) for step in row], rows)
        return [result for row in done for result in row]


def chromium() -> str | None:
    """The path of Debian's Chromium without windows, which is quicker, or of the whole one; installed when this user may."""
    if shutil.which(SHELL) is None and may_install():
        print("Chromium wird für die Browsertests installiert …", flush=True)
        install(SHELL)
    if whole_chromium() is None and may_install():
        # It alone shows messages.
        install("chromium")
    return shutil.which(SHELL) or whole_chromium()


def whole_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> None:
    """Tries to install a package of the system; whether it is there then, the caller looks."""
    command = ["apt-get", "install", "-y", "-qq", package]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def gettext_present() -> bool:
    """True when xgettext is there; installed when this user may."""
    if shutil.which("xgettext") is None and may_install():
        install("gettext")
    return shutil.which("xgettext") is not None


def postgres_answers() -> bool:
    """True when a server answers under TEST_POSTGRES_URL."""
    import psycopg

    try:
        with psycopg.connect(POSTGRES, connect_timeout=3):
            return True
    except psycopg.Error:
        return False


def missing(sentence: str, missing_steps: list[str]) -> None:
    """What can not run here: an error where nothing may be left out, else a sentence."""
    print(f"\n{sentence}", flush=True)
    missing_steps.append(sentence)


def main() -> int:
    """Runs all steps; 0 only when each of them passed and, where strict, none was left out."""
    left_out: list[str] = []
    owner = ready.begin()
    try:
        results = run_rows(*rows(left_out))
    finally:
        if owner:
            ready.end()
    return summary(results, left_out)


def rows(left_out: list[str]) -> tuple[list[Step], list[Step]]:
    """All steps in two rows that take about as long; what can not run here is told and written to `left_out`."""
    bin_dir = Path(PYTHON).parent
    looks = [
        Step("ruff", [PYTHON, "-m", "ruff", "check", "."]),
        Step("Format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("Schichten", [str(bin_dir / "lint-imports")]),
        Step("Typen", [PYTHON, "-m", "mypy"]),
        Step("Abhängigkeiten", [PYTHON, "tools/audit.py"]),
    ]
    if not gettext_present():
        missing(
            "Ohne gettext wird die Vollständigkeit der Übersetzung nicht geprüft: sudo apt install gettext",
            left_out,
        )
    common = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    common += ["--durations", "8"]
    postgres = postgres_answers()
    # What both databases answer alike is asked once: the stricter one, where it is there.
    command = [*common, "-m", "not browser and not once" if postgres else "not browser"]
    tests = [Step("Tests auf SQLite", command, {"DATABASE_URL": ""})]
    if postgres:
        # What asks no database has been tried in the first step.
        command = [*common, "-m", "not browser and not plain"]
        tests.append(Step("Tests auf PostgreSQL", command, {"DATABASE_URL": POSTGRES}))
    else:
        missing(
            "PostgreSQL antwortet nicht: sudo apt install postgresql, dann TEST_POSTGRES_URL setzen "
            f"(jetzt {POSTGRES}).",
            left_out,
        )
    browser = chromium()
    if browser:
        command = [*common, "-m", "browser"]
        looks.append(
            Step("Browser auf SQLite", [*command, "tests/browser"], {"CHROMIUM": browser, "DATABASE_URL": ""})
        )
        if postgres:
            # The look of a page does not depend on the database; what people do and what is then stored may.
            command += [f"tests/browser/test_{part}.py" for part in ("journeys", "identity", "offline")]
            looks.append(
                Step("Browser auf PostgreSQL", command, {"CHROMIUM": browser, "DATABASE_URL": POSTGRES})
            )
    else:
        missing(f"Es fehlt Chromium für die Browsertests: sudo apt install {SHELL}", left_out)
    return looks, tests


def summary(results: list[tuple[bool, str]], left_out: list[str]) -> int:
    """Prints the counts of all test runs in one closing line."""
    counts = {"passed": 0, "failed": 0, "skipped": 0, "error": 0}
    for _, output in results:
        for number, word in re.findall(
            r"(\d+) (passed|failed|skipped|error)s?\b", output.rsplit("\n=", 1)[-1]
        ):
            counts[word] += int(number)
    broken = sum(not ok for ok, _ in results)
    if STRICT:
        broken += len(left_out) + (1 if counts["skipped"] else 0)
    for sentence in left_out:
        print(f"Ausgelassen: {sentence}")
    failed = max(counts["failed"] + counts["error"], broken)
    print(f"\n{counts['passed']} passed, {failed} failed, {counts['skipped']} skipped")
    return 1 if failed or not counts["passed"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
