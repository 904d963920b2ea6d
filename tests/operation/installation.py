"""A whole installation of a test's own: a folder, a database, and processes that run the program on them."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests import ready

ROOT = Path(__file__).resolve().parent.parent.parent


class Installation:
    """One installation with a database and a folder of its own, run by processes of their own.

    Both begin as a copy of what is ready for a town without rows, or with `filled` for the imported town with examples;
    `server` names the PostgreSQL on which the database lies, otherwise it is a file.
    """

    def __init__(self, folder, server="", filled=False):
        url = ready.copy((ready.filled_town if filled else ready.empty_database)(server), folder, server)
        if not filled:
            (folder / "demo-secret").write_text("demo-" + "x" * 60)
            (folder / "static").symlink_to(ready.collected())
        self.url = url
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "REDIS_URL"}},
            "MITMACHSTADT_MODE": "demo",
            "DATA_DIR": str(folder),
            "DATABASE_URL": url,
            "PYTHONPATH": str(ROOT / "src"),
            "LOG_LEVEL": "ERROR",
        }

    def run(self, *command):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def command(self, *words):
        return self.run("-m", "mitmachstadt", *map(str, words))

    def crawl(self, most):
        out = self.folder / "crawl.json"
        self.run("tests/operation/crawl.py", str(out), str(most))
        return json.loads(out.read_text("utf-8"))

    def start(self, *words):
        """A process that goes on; the caller ends it."""
        return subprocess.Popen(
            [sys.executable, "-m", "mitmachstadt", *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log.txt").open("a"),
        )

    def close(self):
        """Takes its database away from the server."""
        ready.drop(self.url)

    def python(self, code):
        """Runs lines with the program loaded and returns what they print."""
        head = "import django\ndjango.setup()\n"
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "mitmachstadt.config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", head + code], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()
