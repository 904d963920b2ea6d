"""A council system to read from, and a short way to read it."""

from __future__ import annotations

import pytest

from mitmachstadt.modules.council.importers.oparl import running
from mitmachstadt.modules.council.importers.oparl.fetching import Fetcher
from mitmachstadt.modules.council.importers.town import import_council
from mitmachstadt.modules.council.models import Run
from mitmachstadt.spine.city.importers.town import import_town
from mitmachstadt.spine.city.importing import Report

from .oparl_server import Council, CouncilServer


@pytest.fixture
def council():
    """Thirty papers and eighty files, dirty."""
    with CouncilServer(Council()) as served:
        yield served


@pytest.fixture
def town_data(db, settings):
    """The town's own bodies and rules."""
    import_town(settings.TOWN_DIR, Report("Stadt"))
    import_council(settings.TOWN_DIR, Report("Rat"))


@pytest.fixture
def read(town_data):
    """Reads the council to the end and returns the run; without a pause between questions."""

    def go(council: Council, *, full: bool | None = None, steps: int | None = None) -> Run:
        fetcher = Fetcher(allowed=[council.root], pause=0, sleep=lambda seconds: None)
        run = running.take(running.source_for(f"{council.root}/oparl"), full=full)
        for number, _step in enumerate(running.work(run, fetcher)):
            if steps is not None and number + 1 >= steps:
                break
        fetcher.close()
        return Run.objects.get(pk=run.pk)

    return go
