"""`make quick`: style, layers and every test that needs no database, side by side, within seconds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 20
STEPS = {
    "Stil": [sys.executable, "-m", "ruff", "check", "--quiet", "."],
    "Schichten": [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"],
    "Tests": [sys.executable, "-m", "pytest", "-q", "-x", "-m", "quick", "--no-header"],
}


def main() -> int:
    """Starts all steps at once and shows those that failed; 0 when none did."""
    started = time.monotonic()
    environment = {**os.environ, "MITMACHSTADT_MODE": "test", "DATABASE_URL": ""}
    running = {
        name: subprocess.Popen(
            step, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for name, step in STEPS.items()
    }
    broken = []
    for name, process in running.items():
        told = process.communicate()[0]
        if process.returncode:
            broken.append(name)
            print(f"=== {name}\n{told}")
        elif name == "Tests":
            print(told.strip().splitlines()[-1])
    seconds = time.monotonic() - started
    print(f"{'FEHLER: ' + ', '.join(broken) if broken else 'gut'} ({seconds:.0f} s, gedacht sind {LIMIT})")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
