"""What many tests need and none may change is made once per run: an empty database, a filled town, the browser's files.

The first process that asks makes the thing, others wait and take a copy. The folder belongs to the run and goes with it;
nothing outlives it, so that a run never meets what another state of the program made.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

FOLDER = "MITMACHSTADT_TEST_READY"
ROOT = Path(__file__).resolve().parent.parent
#: A copy brings the database with it, and leads to the collected files, which are many.
DATABASE, STATIC, NAMED = "mitmachstadt.sqlite3", "static", "database-name"
#: `demo --prepare-only` without what is there already: the migrations have been, the files are collected.
FILL = """
from mitmachstadt.config import demo
demo.STEPS = tuple(step for step in demo.STEPS if step[1] not in {"migrate", "collectstatic"})
raise SystemExit(demo.main(["--prepare-only"]))
"""


def begin() -> bool:
    """Gives the run a folder; False when it has one already, whose owner ends it."""
    if os.environ.get(FOLDER):
        return False
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="mitmachstadt-ready-")
    return True


def end() -> None:
    """Takes away what was made ready, on the database server too."""
    folder = Path(os.environ.pop(FOLDER))
    for note in folder.glob("*/" + NAMED):
        drop(note.read_text("utf-8"))
    shutil.rmtree(folder, ignore_errors=True)


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of this run, filled by `make` at the first time."""
    home = Path(os.environ[FOLDER])
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / name / "done").exists():
            shutil.rmtree(home / name, ignore_errors=True)
            (home / name).mkdir()
            make(home / name)
            (home / name / "done").touch()
    return home / name


def empty_database(url: str) -> Path:
    """A folder with a database in which only the migrations have been: a file, or its name on the server of `url`."""

    def make(folder: Path) -> None:
        run(folder, new_database(folder, url), "-m", "mitmachstadt", "migrate", "-v0")

    return once(f"empty-{state(url)}", make)


def filled_town(url: str) -> Path:
    """A data folder as `demo` prepares it: imported town, examples, collected files; and its database."""

    def make(folder: Path) -> None:
        (folder / STATIC).symlink_to(collected())
        run(folder, new_database(folder, url, empty_database(url)), "-c", FILL)

    return once(f"town-{state(url)}", make)


def collected() -> Path:
    """The collected files for browsers."""

    def make(folder: Path) -> None:
        command = ("-m", "mitmachstadt", "collectstatic", "--noinput", "-v0")
        run(folder, "", *command, settings="tests.unpacked")

    return once("static", make) / STATIC


def copy(source: Path, target: Path, url: str) -> str:
    """Copies a folder that is ready to `target`; returns the DATABASE_URL of the copy of its database."""
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.name in {"done", NAMED} or path.name.startswith(DATABASE):
            continue
        if path.is_symlink():
            (target / path.name).symlink_to(path.readlink())
        elif path.is_dir():
            shutil.copytree(path, target / path.name)
        else:
            shutil.copy2(path, target / path.name)
    return new_database(target, url, source)


def new_database(folder: Path, url: str, like: Path | None = None) -> str:
    """DATABASE_URL of a new database for `folder`, empty or a copy of the one of the folder `like`."""
    if not url:
        if like:
            # With what SQLite may have kept beside the file.
            for path in like.glob(f"{DATABASE}*"):
                shutil.copy2(path, folder / path.name)
        return ""
    name = f"ready_{uuid.uuid4().hex[:12]}"
    template = f" TEMPLATE {address(like).rsplit('/', 1)[1]}" if like else ""
    execute(url, f"CREATE DATABASE {name}{template}")
    made = url.rsplit("/", 1)[0] + "/" + name
    (folder / NAMED).write_text(made, "utf-8")
    return made


def address(folder: Path) -> str:
    """DATABASE_URL of the database of a folder that is ready; empty for SQLite."""
    note = folder / NAMED
    return note.read_text("utf-8") if note.exists() else ""


def drop(url: str) -> None:
    """Takes a database of `new_database` away again; nothing happens for SQLite, whose file goes with its folder."""
    if url:
        execute(
            url.rsplit("/", 1)[0] + "/postgres",
            f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)",
        )


def execute(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def state(url: str) -> str:
    """A word for the kind of database and for what the migrations make of it."""
    digest = hashlib.sha256(url.encode())
    for path in sorted((ROOT / "src").rglob("migrations/*.py")):
        digest.update(path.read_bytes())
    return f"{'postgresql' if url else 'sqlite'}-{digest.hexdigest()[:8]}"


def run(folder: Path, url: str, *words: str, settings: str = "mitmachstadt.config.settings") -> None:
    """Runs Python for the folder."""
    environment = {k: v for k, v in os.environ.items() if k != "REDIS_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": settings,
        "MITMACHSTADT_MODE": "demo",
        "DATA_DIR": str(folder),
        "DATABASE_URL": url,
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
