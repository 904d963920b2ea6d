"""What other modules may ask about assemblies; plain data, and only what everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mitmachstadt.modules.assemblies import queries
from mitmachstadt.modules.assemblies.views.common import chip_of, districts_words, kind_name


@dataclass(frozen=True)
class AssemblyAhead:
    """A public assembly that has not ended; `where` names its districts, `status` is the word of its chip."""

    number: str
    title: str
    kind: str
    summary: str
    starts_at: datetime
    place: str
    where: str
    url: str
    tone: str
    icon: str
    status: str
    sample: bool


def next_assemblies(now: datetime, *, most: int = 3, district: str = "") -> list[AssemblyAhead]:
    """The next announced assemblies, the soonest first; with a district's slug those for it or the whole town."""
    found = queries.listed(queries.Filters(district=district), now).filter(state="published")[:most]
    rows = []
    for row in found:
        chip = chip_of(row, now)
        rows.append(
            AssemblyAhead(
                number=row.number,
                title=row.title,
                kind=kind_name(row),
                summary=row.summary,
                starts_at=row.starts_at,
                place=row.place,
                where=districts_words(row),
                url=row.get_absolute_url(),
                tone=chip.tone,
                icon=chip.icon,
                status=chip.text,
                sample=row.sample,
            )
        )
    return rows
