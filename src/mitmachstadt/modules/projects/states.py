"""Where a project can stand, and when suggestions count: the words that its tables and its rules share."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


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


def within(start: date | None, end: date | None, day: date) -> bool:
    """Whether a window covers the day: its first and last day count, without an end it stays open."""
    return start is not None and start <= day and (end is None or day <= end)


def counts_on(day: date, participation: str, state: str, start: date | None, end: date | None) -> bool:
    """Whether suggestions on a project count on this day: people take part, it runs, and its window is open.

    `ProjectQuerySet.open_on` asks the database the same.
    """
    return participation == "yes" and state in RUNNING_STATES and within(start, end, day)
