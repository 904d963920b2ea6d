"""Proposals on the map: single ones where few are in sight, else counted in the cells of a grid."""

from __future__ import annotations

from mitmachstadt.modules.proposals.models import Proposal, Vote
from mitmachstadt.modules.proposals.queries import listing
from mitmachstadt.spine.places import clusters
from mitmachstadt.spine.places.rules import Box

#: At most so many single proposals and cells in one answer, so that it stays below 100 KB.
MOST_SINGLE = 150
MOST_CELLS = 400
#: Single ones that stand alone in their cells, beside the cells.
MOST_ALONE = 150


def spots(
    filters: listing.Filters, box: Box | None, zoom: float, person_id: int | None = None
) -> tuple[list[clusters.Cell], list[Proposal]]:
    """Cells of several proposals, and the single ones, of what the list would show inside the box.

    What `person_id` has voted on is left out where the filters ask for that. Cells are counted at most once between two
    steps of proposals; single ones are never older than now, so that nothing hidden is named.
    """
    rows = listing.within(filters)
    if filters.undecided and person_id is not None:
        rows = rows.exclude(pk__in=Vote.objects.filter(user_id=person_id).values("proposal_id"))
    found = clusters.within(rows, box)
    shown = found.select_related("case", "topic").order_by("-id")
    if len(found.values_list("pk")[: MOST_SINGLE + 1]) <= MOST_SINGLE:
        return [], list(shown)
    key = ("grid", filters, box, zoom, person_id if filters.undecided else None)
    cells, alone = listing.remembered(
        key, listing.stamp(), lambda: clusters.grid(found, zoom, most=MOST_CELLS)
    )
    return cells, list(shown.filter(pk__in=alone[:MOST_ALONE]))
