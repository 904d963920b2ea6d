"""What other modules may ask about proposals; plain data, and only what everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mitmachstadt.modules.proposals.actions.finding import path_of
from mitmachstadt.modules.proposals.actions.legacy import (
    FormerProposal,
    add_photo,
    claim,
    mark_gone,
    release,
    take_over,
)
from mitmachstadt.modules.proposals.queries import listing

__all__ = [
    "FormerProposal",
    "OpenProposal",
    "add_photo",
    "claim",
    "mark_gone",
    "open_proposals",
    "path_of",
    "release",
    "take_over",
]


@dataclass(frozen=True)
class OpenProposal:
    """A proposal on which people vote today, with both numbers."""

    number: str
    title: str
    url: str
    up: int
    down: int
    ends_on: date | None
    sample: bool


def open_proposals(today: date, *, most: int = 5) -> list[OpenProposal]:
    """Proposals whose vote is on, the nearest end first."""
    return [
        OpenProposal(
            number=row.case.number,
            title=row.title,
            url=path_of(row.case.number),
            up=row.up,
            down=row.down,
            ends_on=row.ends_on,
            sample=row.case.sample,
        )
        for row in listing.ending_soon(today, most=most)
    ]
