"""The place at which a barrier was reported, on the page of the report and at the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mitmachstadt.modules.reports import interface as reports
from mitmachstadt.modules.venues import queries
from mitmachstadt.spine.ui import beside
from mitmachstadt.spine.ui.beside import Part

#: Places named beside one report.
MOST = 3


def connect() -> None:
    """Registers the pieces; called when the module is ready."""
    beside.register("report", piece("venues/parts/beside_report.html"))
    beside.register("report_desk", piece("venues/parts/beside_desk.html"))


def piece(template: str) -> Callable[[Sequence[str]], Mapping[str, Part]]:
    """Finds the places at reports of barriers; a page shows one report."""

    def of_reports(numbers: Sequence[str]) -> dict[str, Part]:
        found = {}
        for number, (lat, lon) in reports.barrier_points(numbers).items():
            rows = queries.near(lat, lon)[:MOST]
            if rows:
                found[number] = Part(template=template, context={"venues": rows}, order=40)
        return found

    return of_reports
