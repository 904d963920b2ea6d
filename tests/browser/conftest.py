"""A real town on a real server, and a real Chromium to visit it with."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests import ready

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-gl=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip
# Only what is wrong leaves the page: whatever is right weighs megabytes.
FOUND = """async () => {
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
  return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 3)
    .map(({ html, failureSummary }) => ({ html, failureSummary })) }));
}"""
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True)
class Town:
    """The address of the running server and the sample sign-ins by role word (resident, clerk, council, coordinator,
    editor)."""

    url: str
    data_dir: Path
    environment: dict[str, str]

    @property
    def accounts(self) -> dict[str, tuple[str, str]]:
        """As they are now; seeding again gives them another password."""
        return sign_ins(self.data_dir / "demo-zugaenge.txt")

    def command(self, *words: str) -> str:
        """Runs `python -m mitmachstadt …` on this town's database and returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "mitmachstadt", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def ask(self, question: str, *values: object) -> tuple[Any, ...]:
        """The first row of the database that answers; a program that asks through its tables takes seconds to start."""
        url = self.environment["DATABASE_URL"]
        if url:
            with psycopg.connect(url) as database:
                return database.execute(question, values).fetchone() or ()  # type: ignore[call-overload,no-any-return]
        with closing(sqlite3.connect(self.data_dir / ready.DATABASE, timeout=30)) as database:
            return database.execute(question.replace("%s", "?"), values).fetchone() or ()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sign_ins(path: Path) -> dict[str, tuple[str, str]]:
    """E-mail and password by role from the file that `seed-sample` writes; all share one password."""
    roles = {
        "gerda": "resident",
        "celik": "clerk",
        "brandt": "council",
        "sommer": "coordinator",
        "vogt": "editor",
    }
    text = path.read_text("utf-8")
    password = re.search(r"Kennwort: (\S+)", text)
    assert password, text
    emails = {email.split("@")[0]: email for email in re.findall(r"\S+@\S+", text)}
    return {role: (emails[name], password.group(1)) for name, role in roles.items()}


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Castrop-Rauxel with its real data and sample activity, served by granian and the worker."""
    data_dir = tmp_path_factory.mktemp("town")
    server = os.environ.get("DATABASE_URL", "")
    database = ready.copy(ready.filled_town(server), data_dir, server)
    port = free_port()
    environment = {
        **os.environ,
        "MITMACHSTADT_MODE": "demo",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database,
        "BASE_URL": f"http://localhost:{port}",
        "PORT": str(port),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = (data_dir / "server.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "mitmachstadt", "demo", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://localhost:{port}"
    try:
        wait_for(url, process, data_dir / "server.log")
        yield Town(url, data_dir, environment)
    finally:
        process.terminate()
        process.wait(20)
        ready.drop(database)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path, seconds: int = 180) -> None:
    """Returns when the server answers."""
    import urllib.request

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("Der Server ist beendet:\n" + log.read_text("utf-8"))
        try:
            with urllib.request.urlopen(url + "/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("Der Server antwortet nicht:\n" + log.read_text("utf-8"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    assert CHROMIUM, "Es fehlt Chromium: sudo apt install chromium-headless-shell"
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield running
    running.close()


@dataclass
class Visitor:
    """A browser window of one person; remembers every request that left the town and every script error."""

    page: Page
    context: BrowserContext
    town: Town
    foreign: list[str]
    errors: list[str]

    def visit(self, path: str) -> Page:
        """Opens an address of the town."""
        self.page.goto(self.town.url + path, wait_until="load")
        return self.page

    def sign_in(self, role: str) -> None:
        """Signs in as one of the sample people."""
        email, password = self.town.accounts[role]
        self.visit("/konto/anmelden/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.locator("main form:has(input[name=password]) button").last.click()
        self.page.wait_for_load_state("load")
        assert "/konto/anmelden" not in self.page.url, self.page.inner_text("main")

    def axe(self) -> list[str]:
        """What axe finds on the page as it is now, a line each; empty is good."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate(FOUND)
        return [
            f"{self.page.url} {v['id']}: {v['help']} — {n['html'][:140]} {n.get('failureSummary', '')[:200]}"
            for v in found
            for n in v["nodes"]
        ]


def first_project(page: Page) -> str:
    """Address of the first project that a list shows."""
    links = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    return next(link for link in links if re.fullmatch(r"/vorhaben/[A-Z]-\d{4}-\d+/", link))


def visitor(browser: Browser, town: Town, **options: object) -> Visitor:
    """Opens a window; the keywords are Playwright's context options. Nothing glides there unless they say so: a press that
    falls into a page still scrolling meets something else."""
    usual: dict[str, object] = {
        "locale": "de-DE",
        "timezone_id": "Europe/Berlin",
        "bypass_csp": False,
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**{**usual, **options})  # type: ignore[arg-type]
    page = context.new_page()
    made = Visitor(page, context, town, [], [])
    page.on(
        "request",
        lambda r: None if r.url.startswith((town.url, "data:", "blob:")) else made.foreign.append(r.url),
    )
    page.on("pageerror", lambda e: made.errors.append(str(e)))
    page.on("console", lambda m: made.errors.append(m.text) if m.type == "error" else None)
    return made


@pytest.fixture
def phone(browser: Browser, town: Town) -> Iterator[Visitor]:
    made = visitor(
        browser, town, viewport={"width": 360, "height": 800}, has_touch=True, device_scale_factor=2
    )
    yield made
    made.context.close()


@pytest.fixture
def desktop(browser: Browser, town: Town) -> Iterator[Visitor]:
    made = visitor(browser, town, viewport={"width": 1280, "height": 900})
    yield made
    made.context.close()


@pytest.fixture
def without_script(browser: Browser, town: Town) -> Iterator[Visitor]:
    made = visitor(browser, town, viewport={"width": 360, "height": 800}, java_script_enabled=False)
    yield made
    made.context.close()
