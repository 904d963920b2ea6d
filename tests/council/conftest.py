"""A council system to read from, and a short way to read it."""

from __future__ import annotations

import pytest
from django.conf import settings

from mitmachstadt.modules.council.importers.oparl import running
from mitmachstadt.modules.council.importers.town import import_council
from mitmachstadt.modules.council.models import Run
from mitmachstadt.spine.city.importers.town import import_town
from mitmachstadt.spine.city.importing import Report
from mitmachstadt.spine.fetching import Fetcher

from .oparl_server import Council, CouncilServer


@pytest.fixture(scope="module")
def served():
    """The server of all tests of a file."""
    server = CouncilServer(Council())
    with server:
        yield server


@pytest.fixture
def council(served):
    """Thirty papers and eighty files, dirty; for each test as if nobody had changed anything."""
    return served.show(Council())


@pytest.fixture(scope="module")
def town_rows(rows_for_all):
    def make() -> None:
        import_town(settings.TOWN_DIR, Report("Stadt"))
        import_council(settings.TOWN_DIR, Report("Rat"))

    rows_for_all(make)


@pytest.fixture
def town_data(town_rows, db):
    """The town's own bodies and rules."""


@pytest.fixture(scope="module")
def first_reading(town_rows, rows_for_all, served):
    """The council has been read once, to its end."""
    rows_for_all(lambda: read_from(served.show(Council())))


@pytest.fixture
def read(town_data):
    """Reads the council to the end and returns the run."""
    return read_from


def read_from(council: Council, *, full: bool | None = None, steps: int | None = None) -> Run:
    """Reads without a pause between questions; `steps`: breaks off after so many."""
    fetcher = Fetcher(allowed=[council.root], pause=0, sleep=lambda seconds: None)
    run = running.take(running.source_for(f"{council.root}/oparl"), full=full)
    for number, _step in enumerate(running.work(run, fetcher)):
        if steps is not None and number + 1 >= steps:
            break
    fetcher.close()
    return Run.objects.get(pk=run.pk)
