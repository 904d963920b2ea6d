"""A town moves: from an older state of the program to today's, from SQLite to PostgreSQL and back; every page stays.

`stand/` holds a backup made by an earlier state of the program (imported town and examples, no person) and the
headings of its pages. docs/decisions/0010-backup.md says when a new one is added.
"""

import json
import os
import re
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.operation.installation import Installation

STANDS = sorted((Path(__file__).parent / "stand").glob("*.zip"))
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
MOST = 240

pytestmark = [pytest.mark.slow, pytest.mark.own_processes, pytest.mark.once]


@pytest.fixture(scope="module")
def postgres():
    """The address of a server that answers."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.Error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("PostgreSQL does not answer")
    return POSTGRES


def heading(page):
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", "", found[1]).split()) if found else ""


@pytest.mark.parametrize("stand", STANDS, ids=lambda path: path.stem)
def test_an_older_town_moves_through_both_databases(stand, tmp_path, postgres):
    start = Installation(tmp_path / "sqlite")
    told = start.command("restore", stand)
    first = start.crawl(MOST)
    assert len(first) == MOST

    # The update kept every page that it reaches, under its heading.
    promised = json.loads(stand.with_suffix(".json").read_text("utf-8"))
    seen = {address: answer for address, answer in first.items() if address in promised}
    assert len(seen) > 100, told
    lost = {address: answer[0] for address, answer in seen.items() if answer[0] not in {200, 301}}
    assert not lost
    numbered = {a for a in seen if re.fullmatch(r"/vorhaben/V-\d+-\d+[^/]*/", a)}
    changed = {a for a in numbered if heading(seen[a][3]) != promised[a]}
    assert numbered and not changed

    # And the same content says the same everywhere.
    start.command("backup", tmp_path / "eins.zip")
    with closing(Installation(tmp_path / "postgres", postgres)) as middle:
        middle.command("restore", tmp_path / "eins.zip")
        assert differences(first, middle.crawl(MOST)) == []
        middle.command("backup", tmp_path / "zwei.zip")
    end = Installation(tmp_path / "wieder")
    end.command("restore", tmp_path / "zwei.zip")
    assert differences(first, end.crawl(MOST)) == []


def differences(one, other):
    """Addresses that answer otherwise, with the first place where they part."""
    found = [f"only once: {address}" for address in sorted(set(one) ^ set(other))]
    for address in sorted(set(one) & set(other)):
        if one[address] != other[address]:
            a, b = one[address][3], other[address][3]
            at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            found.append(f"{address}: {a[max(0, at - 40) : at + 40]!r} / {b[max(0, at - 40) : at + 40]!r}")
    return found[:20]
