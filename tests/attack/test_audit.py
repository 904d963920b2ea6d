"""The audit of dependencies: a known hole and a missing hash stop it; without network it says what it does not know."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import Quiet, end, serve

ROOT = Path(__file__).resolve().parents[2]
#: Other servers are started and waited for.
pytestmark = pytest.mark.slow


class Service(Quiet):
    """Answers as OSV does: there is a hole in Pillow."""

    def do_POST(self):
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        hole = {"vulns": [{"id": "TEST-2026-1"}]}
        results = [hole if one["package"]["name"] == self.server.bad else {} for one in queries]
        self.server.asked = queries
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"results": results}).encode())


@pytest.fixture
def service():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.bad, server.asked = "", []
    serve(server)
    yield server
    end(server)


@pytest.fixture
def copy(tmp_path):
    """Lock files of our own to be spoilt."""
    (tmp_path / "frontend").mkdir()
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "frontend/package-lock.json", tmp_path / "frontend")
    (tmp_path / "requirements/audit.json").unlink(missing_ok=True)
    return tmp_path


def audit(folder, url):
    environment = {**os.environ, "AUDIT_ROOT": str(folder), "OSV_URL": url}
    done = subprocess.run(
        [sys.executable, "tools/audit.py"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert not done.stderr
    return done.returncode, done.stdout


def test_a_known_hole_stops_it_and_is_remembered_without_network(copy, service):
    url = f"http://127.0.0.1:{service.server_port}"
    assert audit(copy, url)[0] == 0
    kinds = {one["package"]["ecosystem"] for one in service.asked}
    assert kinds == {"PyPI", "npm"} and len(service.asked) > 100
    service.bad = "pillow"
    code, told = audit(copy, url)
    assert code == 1 and "TEST-2026-1" in told
    code, told = audit(copy, "http://127.0.0.1:9")
    assert code == 1 and "Zuletzt gefragt am" in told and "TEST-2026-1" in told


def test_without_network_and_without_an_answer_it_says_that_nothing_is_checked(copy):
    code, told = audit(copy, "http://127.0.0.1:9")
    assert code == 0 and "hier ist nichts geprüft" in told


@pytest.mark.parametrize("file", ["requirements/base.lock", "frontend/package-lock.json"])
def test_a_package_without_hash_stops_it(copy, file):
    path, mark = copy / file, "sha512-" if file.endswith("json") else "--hash=sha256:"
    text = path.read_text("utf-8")
    if file.endswith("json"):
        path.write_text(text.replace(mark, "sha1-", 1), "utf-8")
    else:
        path.write_text(text + "\nboeses==1.0\n", "utf-8")
    code, told = audit(copy, "http://127.0.0.1:9")
    assert code == 1 and ("keine Prüfsumme" in told or "boeses" in told)
