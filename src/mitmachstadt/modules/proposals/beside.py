"""Proposals on pages of others: on the sheet of the project that they became part of."""

from __future__ import annotations

from collections.abc import Sequence

from mitmachstadt.modules.proposals.actions.finding import path_of
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.spine.prepared import Prepared
from mitmachstadt.spine.ui import beside
from mitmachstadt.spine.ui.beside import Part

TAKEN_UP = Prepared(
    lambda *numbers: (
        Proposal.objects.public().filter(project__in=numbers).select_related("case").order_by("-up", "pk")
    )
)


def connect() -> None:
    """Registers the piece; called when the module is ready."""
    beside.register("project", of_projects)


def of_projects(numbers: Sequence[str]) -> dict[str, Part]:
    """Public proposals by the number of the project that took them up, the most supported first, in one question."""
    found: dict[str, list[dict[str, object]]] = {}
    wanted = sorted({one for one in numbers if one})
    for row in TAKEN_UP(*wanted) if wanted else ():
        found.setdefault(row.project, []).append({"row": row, "url": path_of(row.case.number)})
    return {
        number: Part(template="proposals/parts/beside_project.html", context={"proposals": ones}, order=30)
        for number, ones in found.items()
    }
