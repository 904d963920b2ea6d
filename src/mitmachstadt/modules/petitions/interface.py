"""What other modules may ask; plain data in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mitmachstadt.modules.petitions.actions.shown import path_of
from mitmachstadt.modules.petitions.queries import register, sessions, town


@dataclass(frozen=True)
class Decided:
    """A petition that was decided: title, outcome in words, reason, body, day, address, whether it is a sample."""

    title: str
    outcome: str
    reason: str
    body: str
    day: date
    url: str
    sample: bool


@dataclass(frozen=True)
class NextSession:
    """The session a question of today belongs to: body, day, last day for questions."""

    body: str
    day: date
    last_day: date
    sample: bool


def decided_petitions(most: int = 3) -> list[Decided]:
    """Petitions that were decided, the newest first."""
    return [
        Decided(
            title=row.title,
            outcome=str(row.get_outcome_display()),  # type: ignore[attr-defined]
            reason=row.outcome_reason,
            body=row.outcome_by,
            day=row.outcome_on,
            url=path_of("petitions:detail", row.case.number),
            sample=row.case.sample,
        )
        for row in register.newest_decided(most)
        if row.outcome_on
    ]


def petition_figures(today: date) -> register.Figures:
    """The public counter of petitions."""
    return register.figures(today)


def next_session(today: date) -> NextSession | None:
    """The next session with question time that a question of today reaches; None while none is fixed."""
    found = sessions.place_on(today, town.question_rules(today))
    if found.meeting is None or found.place.last_day is None:
        return None
    return NextSession(found.meeting.body_name, found.meeting.day, found.place.last_day, found.meeting.sample)
