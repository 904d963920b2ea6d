"""`make test`: every check and every test, on SQLite and on PostgreSQL, with real browsers; ends with the counts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STRICT = os.environ.get("CI") == "true" or os.environ.get("MITMACHSTADT_TEST_STRICT") == "1"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
PYTHON = sys.executable


def run(name: str, command: list[str], **extra: str) -> tuple[bool, str]:
    """Runs one step, shows its output as it comes, and times it."""
    print(f"\n=== {name}", flush=True)
    started = time.monotonic()
    environment = {**os.environ, "MITMACHSTADT_MODE": "test", **extra}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines = []
    assert process.stdout
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    ok = process.wait() == 0
    print(f"--- {name}: {'gut' if ok else 'FEHLER'} ({time.monotonic() - started:.0f} s)", flush=True)
    return ok, "".join(lines)


def chromium() -> str | None:
    """The path of Debian's Chromium, installed when this user may."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Chromium wird für die Browsertests installiert …", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium"], check=False, stdout=subprocess.DEVNULL
        )
        path = shutil.which("chromium")
    return path


def gettext_present() -> bool:
    """True when xgettext is there; installed when this user may."""
    if shutil.which("xgettext") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "gettext"], check=False, stdout=subprocess.DEVNULL)
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
    results: list[tuple[bool, str]] = []
    left_out: list[str] = []
    bin_dir = Path(PYTHON).parent
    results.append(run("ruff", [PYTHON, "-m", "ruff", "check", "."]))
    results.append(run("Format", [PYTHON, "-m", "ruff", "format", "--check", "."]))
    results.append(run("Schichten", [str(bin_dir / "lint-imports")]))
    results.append(run("Typen", [PYTHON, "-m", "mypy"]))
    results.append(run("Abhängigkeiten", [PYTHON, "tools/audit.py"]))
    if not gettext_present():
        missing(
            "Ohne gettext wird die Vollständigkeit der Übersetzung nicht geprüft: sudo apt install gettext",
            left_out,
        )
    common = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--durations", "8"]
    results.append(run("Tests auf SQLite", [*common, "-m", "not browser"], DATABASE_URL=""))
    if postgres_answers():
        results.append(run("Tests auf PostgreSQL", [*common, "-m", "not browser"], DATABASE_URL=POSTGRES))
    else:
        missing(
            "PostgreSQL antwortet nicht: sudo apt install postgresql, dann TEST_POSTGRES_URL setzen "
            f"(jetzt {POSTGRES}).",
            left_out,
        )
    browser = chromium()
    if browser:
        command = [*common, "-m", "browser"]
        results.append(
            run("Browser auf SQLite", [*command, "tests/browser"], CHROMIUM=browser, DATABASE_URL="")
        )
        if postgres_answers():
            # The look of a page does not depend on the database; what people do and what is then stored may.
            command += [f"tests/browser/test_{part}.py" for part in ("journeys", "identity", "offline")]
            results.append(run("Browser auf PostgreSQL", command, CHROMIUM=browser, DATABASE_URL=POSTGRES))
    else:
        missing("Es fehlt Chromium für die Browsertests: sudo apt install chromium", left_out)
    return summary(results, left_out)


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
