"""The states of a project and the dates the promise hangs on, so that path and gate see the same facts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from mitmachstadt.modules.projects.rules.spans import day_of


class State(TextChoices):
    """Where a project stands; the value is what the database keeps."""

    DRAFT = "draft", pgettext_lazy("project state", "Draft")
    DEPARTMENT_CHECK = "department_check", pgettext_lazy("project state", "Department check")
    COORDINATION = "coordination", pgettext_lazy("project state", "Coordination")
    BOARD = "board", pgettext_lazy("project state", "Board")
    MEMBERS_INFORMED = "members_informed", pgettext_lazy("project state", "Council informed")
    PUBLISHED = "published", pgettext_lazy("project state", "Published")
    FIRST_READING = "first_reading", pgettext_lazy("project state", "First reading")
    IN_WORK = "in_work", pgettext_lazy("project state", "In work")
    DONE = "done", pgettext_lazy("project state", "Done")
    STOPPED = "stopped", pgettext_lazy("project state", "Stopped")
    PUT_BACK = "put_back", pgettext_lazy("project state", "Put back")


INTERNAL_STATES = frozenset(
    {State.DRAFT, State.DEPARTMENT_CHECK, State.COORDINATION, State.BOARD, State.MEMBERS_INFORMED}
)
PUBLIC_STATES = frozenset(State) - INTERNAL_STATES
RUNNING_STATES = frozenset({State.PUBLISHED, State.FIRST_READING, State.IN_WORK})
RESTING_STATES = frozenset({State.DONE, State.STOPPED, State.PUT_BACK})


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
