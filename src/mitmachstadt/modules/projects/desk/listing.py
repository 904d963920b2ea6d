"""The desk's list: every project with what is due next, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mitmachstadt.modules.projects.desk.steps import chip_of
from mitmachstadt.modules.projects.models import Milestone, Participation, Project, Reading, State
from mitmachstadt.modules.projects.permissions import own_projects
from mitmachstadt.modules.projects.presenters.words import Chip, days_late, near_day, time_left
from mitmachstadt.modules.projects.rules import INTERNAL_STATES, RUNNING_STATES
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.ui.words import as_day

PER_PAGE = 50
WAITING_DAYS = 14
SOON = timedelta(days=14)
#: Word in the address -> states.
GROUPS: dict[str, tuple[str, ...]] = {
    "entwurf": tuple(sorted(INTERNAL_STATES)),
    "oeffentlich": (State.PUBLISHED, State.FIRST_READING),
    "in-arbeit": (State.IN_WORK,),
    "ruht": (State.PUT_BACK, State.STOPPED, State.DONE),
}


@dataclass(frozen=True)
class DeskFilter:
    """What the person asked for; empty shows everything."""

    text: str = ""
    group: str = ""
    mine: bool = False
    hidden: bool = False
    page: int = 1

    @classmethod
    def of(cls, data: QueryDict) -> DeskFilter:
        """From the address; what it does not know is ignored."""
        page = data.get("seite", "1")
        return cls(
            text=" ".join(data.get("q", "").replace("\x00", " ").split())[:100],
            group=data.get("stand", "") if data.get("stand", "") in GROUPS else "",
            mine=data.get("meins") == "1",
            hidden=data.get("stand") == "verborgen",
            page=min(max(int(page), 1), 10_000) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        )


@dataclass(frozen=True)
class DeskRow:
    """One project on the desk: `due` in words, `late` when a day has passed, `soon` when it comes within two weeks."""

    project: Project
    chip: Chip
    due: str
    late: bool = False
    soon: bool = False


@dataclass(frozen=True)
class DeskPage:
    """Rows of one page, how many there are in all, and the numbers beside the filters."""

    rows: list[DeskRow]
    total: int
    pages: int
    counts: dict[str, int]


def desk_page(person: User, wanted: DeskFilter, today: date) -> DeskPage:
    """The page the person asked for; seven queries whatever the number of projects."""
    everything = Project.objects.filter(own_projects(person)) if wanted.mine else Project.objects.all()
    found = _narrowed(everything, wanted)
    total = found.count()
    pages = max(1, -(-total // PER_PAGE))
    start = (min(wanted.page, pages) - 1) * PER_PAGE
    ordered = found.select_related("owner", "unit", "main_topic").order_by("-sample", "-updated_at", "-id")
    projects = list(ordered[start : start + PER_PAGE])
    rows = rows_of(projects, today)
    rows.sort(key=lambda row: (not row.late, not row.soon))
    counts = {
        word: everything.filter(hidden=False, state__in=states).count() for word, states in GROUPS.items()
    }
    counts["verborgen"] = everything.filter(hidden=True).count()
    return DeskPage(rows, total, pages, counts)


def _narrowed(found: QuerySet[Project], wanted: DeskFilter) -> QuerySet[Project]:
    found = found.filter(hidden=wanted.hidden)
    if wanted.group:
        found = found.filter(state__in=GROUPS[wanted.group])
    if wanted.text:
        found = found.filter(
            Q(title__icontains=wanted.text)
            | Q(number__icontains=wanted.text)
            | Q(source_ref__iexact=wanted.text)
        )
    return found


def rows_of(projects: list[Project], today: date) -> list[DeskRow]:
    """Rows with what is due; readings and milestones of all of them in two queries."""
    ids = [project.pk for project in projects]
    readings: dict[int, list[Reading]] = {}
    held = Reading.objects.filter(project_id__in=ids, agenda_item__meeting__cancelled=False)
    for reading in held.select_related("body").order_by("day", "id"):
        readings.setdefault(reading.project_id, []).append(reading)
    steps: dict[int, Milestone] = {}
    for step in Milestone.objects.filter(project_id__in=ids, done=False, day__isnull=False).order_by(
        "-day", "-id"
    ):
        steps[step.project_id] = step
    return [_row(project, readings.get(project.pk, []), steps.get(project.pk), today) for project in projects]


def _row(project: Project, readings: list[Reading], step: Milestone | None, today: date) -> DeskRow:
    due, late, soon = _due(project, readings, step, today)
    return DeskRow(project, chip_of(project), due, late, soon)


def _due(
    project: Project, readings: list[Reading], step: Milestone | None, today: date
) -> tuple[str, bool, bool]:
    """What is due in words, whether it is late, whether it is soon."""
    if project.state in INTERNAL_STATES:
        since = as_day(project.state_since or project.created_at)
        waited = (today - since).days
        words = pgettext("desk", "here since %(day)s") % {"day": near_day(since, today)}
        return words, waited > WAITING_DAYS, False
    open_result = next((reading for reading in readings if reading.day < today and not reading.result), None)
    if open_result is not None:
        words = _("result missing: %(body)s, %(day)s")
        return words % {"body": open_result.body.name, "day": near_day(open_result.day, today)}, True, False
    coming = next((reading for reading in readings if reading.day >= today), None)
    if coming is not None:
        words = _("%(body)s on %(day)s") % {"body": coming.body.name, "day": near_day(coming.day, today)}
        return words, False, coming.day <= today + SOON
    if step is not None and step.day is not None and project.state in RUNNING_STATES and step.day < today:
        late = days_late((today - step.day).days)
        return _("milestone open %(late)s: %(title)s") % {"late": late, "title": step.title}, True, False
    start, end = project.window_start, project.window_end
    if project.open_on(today):
        words = _("suggestions: %(left)s") % {"left": time_left(end, today)}
        return words, False, end is not None and end <= today + SOON
    if start and start > today and project.open_on(start):
        words = _("suggestions from %(day)s on") % {"day": near_day(start, today)}
        return words, False, start <= today + SOON
    if project.participation == Participation.UNDECIDED and project.state in RUNNING_STATES:
        return _("participation not decided yet"), False, False
    return "", False, False


def groups(counts: dict[str, int], chosen: str) -> list[tuple[str, str, int]]:
    """The filters: word, name, number; hidden ones only when there are any."""
    named = [
        ("entwurf", pgettext("desk filter", "Not public yet")),
        ("oeffentlich", pgettext("desk filter", "Published")),
        ("in-arbeit", pgettext("desk filter", "In work")),
        ("ruht", pgettext("desk filter", "Done or resting")),
        ("verborgen", pgettext("desk filter", "Hidden")),
    ]
    return [
        (word, name, counts[word])
        for word, name in named
        if word != "verborgen" or counts[word] or chosen == word
    ]
