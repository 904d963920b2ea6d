"""What became of a petition, at the agenda item at which a body dealt with it."""

from __future__ import annotations

from collections.abc import Sequence

from mitmachstadt.modules.petitions.queries import register
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.ui import beside
from mitmachstadt.spine.ui.beside import Part


def connect() -> None:
    """Registers the piece; called when the module is ready."""
    beside.register("agenda_item", of_items)


def of_items(ids: Sequence[str]) -> dict[str, Part]:
    """The notice at every item whose petition has one, in one question."""
    found = register.decided_at(int(one) for one in ids if one.isdigit())
    return {
        str(item): Part(
            template="petitions/at_item.html",
            context={"petition": row, "state": kind_of(row.case).state(row.case.state)},
            order=10,
        )
        for item, row in found.items()
    }
