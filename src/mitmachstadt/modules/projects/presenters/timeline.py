"""Where a project stands, as stops on a line; the time to speak up is a stop of its own, because that is where people act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mitmachstadt.modules.projects.models import Participation, Project, Reading, State
from mitmachstadt.modules.projects.presenters.words import near_day, status_chip, time_left
from mitmachstadt.spine.ui.words import as_day, day

#: How far along each public state is; what rests keeps the place it had.
STEP = {State.PUBLISHED: 1, State.FIRST_READING: 2, State.IN_WORK: 3, State.DONE: 4}


@dataclass(frozen=True)
class Stop:
    """One stop: `mark` is "done", "now", "late" or "" for what is to come."""

    icon: str
    what: str
    when: str
    mark: str = ""


def timeline(project: Project, readings: Sequence[Reading], today: date) -> list[Stop]:
    """The stops of a public project in the order people meet them."""
    step = STEP.get(State(project.state)) or STEP.get(State(project.resume_state or "published"), 1)
    stops = [*_beginning(project), *_window(project, today), _first_reading(readings, step, today)]
    if project.state in (State.PUT_BACK, State.STOPPED):
        return [*stops, _resting(project)]
    return [*stops, _work(project, today), _done(project, today)]


def _beginning(project: Project) -> list[Stop]:
    stops = []
    if project.members_informed_at:
        stops.append(Stop("people", status_chip("informed").text, day(project.members_informed_at), "done"))
    if project.published_at:
        stops.append(Stop("megaphone", status_chip("published").text, day(project.published_at), "done"))
    return stops


def _window(project: Project, today: date) -> list[Stop]:
    if project.participation != Participation.YES:
        return []
    start, end = project.window_start, project.window_end
    what = _("Collecting suggestions")
    if not start:
        return [Stop("message", what, _("time not fixed yet"))]
    if today < start:
        when = _("%(start)s to %(end)s") if end else _("from %(start)s on")
        return [Stop("message", what, when % {"start": day(start), "end": day(end) if end else ""})]
    if end and today > end:
        return [Stop("message", what, _("until %(day)s") % {"day": day(end)}, "done")]
    if not project.open_on(today):
        return [Stop("message", what, _("ended early"), "done")]
    left = time_left(end, today)
    if end is None:
        return [Stop("message", what, left, "now")]
    until = _("until %(day)s") % {"day": near_day(end, today)}
    return [Stop("message", what, f"{left}, {until}", "now")]


def _first_reading(readings: Sequence[Reading], step: int, today: date) -> Stop:
    what = status_chip("first_reading").text
    held = [reading for reading in readings if not reading.agenda_item.meeting.cancelled]
    if held:
        past = held[0].day < today or step > STEP[State.PUBLISHED]
        return Stop("gavel", what, day(held[0].day), "done" if past else "")
    if step > STEP[State.PUBLISHED]:
        return Stop("gavel", what, _("done"), "done")
    return Stop("gavel", what, _("no date yet"))


def _work(project: Project, today: date) -> Stop:
    what = status_chip("in_work").text
    begun = as_day(project.state_since) if project.state_since else project.planned_start
    if project.state == State.DONE:
        return Stop("spanner", what, day(project.planned_start) if project.planned_start else "", "done")
    if project.state == State.IN_WORK:
        since = _("since %(day)s") % {"day": day(begun)} if begun else _("now")
        return Stop("spanner", what, since, "now")
    if project.planned_start:
        late = project.planned_start < today
        return Stop(
            "spanner",
            what,
            _("planned from %(day)s") % {"day": day(project.planned_start)},
            "late" if late else "",
        )
    return Stop("spanner", what, project.duration_note or _("no date yet"))


def _done(project: Project, today: date) -> Stop:
    what = status_chip("done").text
    if project.state == State.DONE:
        return Stop("flag", what, day(project.state_since) if project.state_since else "", "done")
    if project.planned_end:
        late = project.planned_end < today
        return Stop(
            "flag", what, _("planned by %(day)s") % {"day": day(project.planned_end)}, "late" if late else ""
        )
    return Stop("flag", what, _("no date yet"))


def _resting(project: Project) -> Stop:
    icon = "pause" if project.state == State.PUT_BACK else "cross-circle"
    since = _("since %(day)s") % {"day": day(project.state_since)} if project.state_since else ""
    return Stop(icon, status_chip(project.state).text, since, "now")
