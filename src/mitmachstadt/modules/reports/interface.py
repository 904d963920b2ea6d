"""What other modules may ask of reports; plain data in and out."""

from __future__ import annotations

from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries.reports import OPEN


def open_reports() -> int:
    """How many public reports wait to be mended."""
    count: int = Report.objects.public().filter(case__state__in=OPEN).count()
    return count
