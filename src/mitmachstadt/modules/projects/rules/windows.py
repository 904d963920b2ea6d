"""When people can still have their say: windows as days, so that "open" means the same everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mitmachstadt.modules.projects.rules.list_rules import ListRules, RhythmKey
from mitmachstadt.modules.projects.rules.spans import Span, after, spoken_day
from mitmachstadt.modules.projects.states import within
from mitmachstadt.spine.problems import Problem, refuse_if

#: The longest time between two releases of the list, in months; a running list has none.
MONTHS_BETWEEN: dict[RhythmKey, int] = {
    "yearly": 12, "half_yearly": 6, "two_or_three_a_year": 6, "quarterly": 3, "monthly": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """Days on which suggestions are invited, to 24:00 of `end`; no `end` means always open."""

    start: date
    end: date | None


def check_window(start: date | None, end: date | None) -> list[Problem]:
    """What is wrong with the two days a person entered for a window."""
    if start is None:
        return [Problem("participation_from", "missing", _("Please say on which day it begins."))]
    if end is not None and end < start:
        message = format_lazy(
            _("It ends on {end}, before it begins on {start}."), end=spoken_day(end), start=spoken_day(start)
        )
        return [Problem("participation_until", "end_before_start", message)]
    return []


def make_window(start: date, end: date | None) -> Window:
    """The window between two days; raises `Refused` when it ends before it begins."""
    refuse_if(check_window(start, end))
    return Window(start, end)


def window_for(listed_on: date, rules: ListRules, *, decided_on: date | None = None) -> Window:
    """The window that the rules open for a project listed on this day.

    `decided_on` is the day of the sitting that decides; a window "in between" ends at the latest on the day
    before. Where that sitting comes too early for any window, the window is the day of the listing alone.
    """
    span = rules.window.span
    if span is None:
        return Window(listed_on, None)
    end = after(listed_on, span)
    if rules.window.starts == "in_between" and decided_on is not None:
        end = max(listed_on, min(end, decided_on - timedelta(days=1)))
    return Window(listed_on, end)


def is_open(window: Window, today: date) -> bool:
    """Whether today is a day of the window; its last day counts to midnight."""
    return within(window.start, window.end, today)


def runs_past(end: date | None, reading: date | None) -> bool:
    """Whether people could still hand in on the day a body deals with it, or later; endless windows are meant so."""
    return end is not None and reading is not None and end >= reading


def days_left(window: Window, today: date) -> int | None:
    """Days until the last day: 0 on the last day itself, None when the window is not open or has no end."""
    if window.end is None or not is_open(window, today):
        return None
    return (window.end - today).days


def overlap(one: Window, other: Window) -> bool:
    """Whether two windows share a day."""
    ends_before = one.end is not None and one.end < other.start
    begins_after = other.end is not None and other.end < one.start
    return not ends_before and not begins_after


def check_windows(windows: Sequence[Window]) -> list[Problem]:
    """One problem for each pair of windows of the same project that share a day."""
    return [
        Problem("participation_from", "overlap", format_lazy(
            _("Two windows of this project overlap: one begins on {one}, the other on {other}."),
            one=spoken_day(one.start), other=spoken_day(other.start),
        ))
        for one, other in combinations(windows, 2)
        if overlap(one, other)
    ]  # fmt: skip


def reception(
    windows: Sequence[Window], today: date, rules: ListRules
) -> Literal["open", "collect", "refuse"]:
    """What happens to a suggestion of today: it counts now, waits for the next step, or is turned away."""
    if any(is_open(window, today) for window in windows):
        return "open"
    return rules.window.outside


@dataclass(frozen=True)
class NextChance:
    """When a resident can have a say next.

    "open": now, until `until` (None: without end), `days` left. "upcoming": from `starts` on. "collect": any
    time, it is kept for the next step, `until` being the next reading if known. "closed": not any more.
    """

    kind: Literal["open", "upcoming", "collect", "closed"]
    sentence: Promise | str
    starts: date | None = None
    until: date | None = None
    days: int | None = None


def next_chance(
    windows: Sequence[Window], today: date, rules: ListRules, *, next_reading: date | None = None
) -> NextChance:
    """The next chance of a running project; of several open windows the one with the nearest end counts."""
    opened = sorted((w for w in windows if is_open(w, today)), key=lambda w: w.end or date.max)
    if opened:
        return _open_chance(opened[0], today)
    coming = sorted((w for w in windows if w.start > today), key=lambda w: w.start)
    if coming:
        sentence = format_lazy(_("From {day} on."), day=spoken_day(coming[0].start))
        return NextChance("upcoming", sentence, starts=coming[0].start, until=coming[0].end)
    if rules.window.outside == "refuse":
        return NextChance("closed", _("The time for suggestions is over."))
    if next_reading is not None and next_reading > today:
        form = _("Your suggestion is kept for the next step, the meeting on {day}.")
        sentence = format_lazy(form, day=spoken_day(next_reading))
        return NextChance("collect", sentence, until=next_reading)
    return NextChance("collect", _("Your suggestion is kept for the next step."))


def _open_chance(window: Window, today: date) -> NextChance:
    if window.end is None:
        return NextChance("open", _("Open until further notice."), starts=window.start)
    days = (window.end - today).days
    if days == 0:
        sentence = format_lazy(_("Only today, {day}."), day=spoken_day(window.end))
    else:
        form = ngettext_lazy("{count} day left, until {day}.", "{count} days left, until {day}.", days)
        sentence = format_lazy(form, count=days, day=spoken_day(window.end))
    return NextChance("open", sentence, window.start, window.end, days)


def next_release_by(last_release: date, rules: ListRules) -> date | None:
    """The day by which the list must be released again; None for a list that is released all the time."""
    months = MONTHS_BETWEEN.get(rules.rhythm.kind)
    return after(last_release, Span(months, "months")) if months else None
