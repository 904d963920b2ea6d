"""The dates the promise hangs on, so that path and gate see the same facts."""

from dataclasses import dataclass
from datetime import date, datetime

from mitmachstadt.modules.projects.rules.spans import day_of
from mitmachstadt.modules.projects.states import PUBLIC_STATES, State


@dataclass(frozen=True, kw_only=True)
class ProjectDates:
    """What path and gate must know of a project.

    Moments are aware; `first_reading_on` is the day of the first handling in any body that has taken place.
    `listing_exception` is the public text of a project that was listed before the members were informed.
    `rested_from` is the running state from which a project was put back, stopped or done ("" when not known).
    """

    state: str = State.DRAFT
    informed_at: datetime | None = None
    published_at: datetime | None = None
    first_reading_on: date | None = None
    listing_exception: str = ""
    rested_from: str = ""

    @property
    def is_public(self) -> bool:
        """Whether everybody may see the project: a public state and a moment of publication, both."""
        return self.state in PUBLIC_STATES and self.published_at is not None

    @property
    def informed_on(self) -> date | None:
        """The day on which the members of the council were informed."""
        return day_of(self.informed_at) if self.informed_at else None

    @property
    def published_on(self) -> date | None:
        """The day on which the sheet became public."""
        return day_of(self.published_at) if self.published_at else None
