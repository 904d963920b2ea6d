"""What other modules may ask about texts under consultation; plain data, and only what everybody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mitmachstadt.modules.drafts.models import Draft, State
from mitmachstadt.modules.drafts.views.common import chip_of, kind_name


@dataclass(frozen=True)
class OpenText:
    """A text that takes comments today; `status` is the word of its chip."""

    number: str
    title: str
    kind: str
    summary: str
    url: str
    last_day: date | None
    tone: str
    icon: str
    status: str
    sample: bool


def open_texts(today: date, *, most: int = 5) -> list[OpenText]:
    """Texts open for comments, the nearest end first, those without an end last."""
    endless = Q(window_end__isnull=True) | Q(window_end__gte=today)
    found = list(Draft.objects.filter(endless, state=State.PUBLISHED, window_start__lte=today))
    found.sort(key=lambda row: (row.window_end is None, row.window_end or today, row.pk))
    rows = []
    for row in found[:most]:
        chip = chip_of(row, today)
        rows.append(
            OpenText(
                number=row.number,
                title=row.title,
                kind=kind_name(row),
                summary=row.summary,
                url=row.get_absolute_url(),
                last_day=row.window_end,
                tone=chip.tone,
                icon=chip.icon,
                status=chip.text,
                sample=row.sample,
            )
        )
    return rows
