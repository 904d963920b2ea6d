"""`make bench`: fills a scratch town step by step, serves it, and prints what each page costs.

E is the CPU time of one `/robots.txt` (no query) on the same server in the same run; every figure is given in E, so
that a noisy or slow machine does not change the verdict. Nothing of the real data folder is touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))


def main() -> int:
    """Prints the table; with --write also into docs/leistung.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--small", action="store_true", help="nur kleine Mengen, zum Ausprobieren")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="mitmachstadt-bench-")
    environment = {**os.environ, "MITMACHSTADT_MODE": "demo", "DATA_DIR": folder}
    environment.setdefault("DATABASE_URL", "")
    command = [sys.executable, str(ROOT / "tools" / "benching" / "measure.py")]
    if options.small:
        command.append("--small")
    if options.write:
        command += ["--write", str(ROOT / "docs" / "leistung.md")]
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
