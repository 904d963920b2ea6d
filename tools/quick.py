"""`make quick`: style, layers and every test that needs no database, within seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = (
    [sys.executable, "-m", "ruff", "check", "--quiet", "."],
    [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
    [sys.executable, "-m", "pytest", "-q", "-x", "-m", "quick"],
)

if __name__ == "__main__":
    environment = {**os.environ, "MITMACHSTADT_MODE": "test", "DATABASE_URL": ""}
    for step in STEPS:
        if subprocess.run(step, cwd=ROOT, env=environment, check=False).returncode:
            raise SystemExit(1)
