"""The sheet of a project in the words of its page; what is not known becomes one friendly sentence, never an empty box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from mitmachstadt.modules.projects.models import (
    CostEstimate,
    FundingShare,
    Participation,
    Project,
    ProjectPlace,
    Reading,
    State,
)
from mitmachstadt.modules.projects.presenters.rows import WINDOW_FIELDS, project_chip, where_words
from mitmachstadt.modules.projects.presenters.words import Chip, reading_minutes, status_chip
from mitmachstadt.modules.projects.queries.sheet import Sheet
from mitmachstadt.modules.projects.queries.words import words
from mitmachstadt.modules.projects.rules import RUNNING_STATES
from mitmachstadt.modules.projects.suggest_queries import idea_behind
from mitmachstadt.spine.ui import subjects
from mitmachstadt.spine.ui.subjects import Link
from mitmachstadt.spine.ui.words import day, money_range, weekday_and_day

SHADES = "abcd"


@dataclass(frozen=True)
class Fact:
    """One line of the side box; `url` makes the value a link."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class CostView:
    """A sum with its year of prices, since when it holds and why it changed."""

    sum: str
    year: int
    on: str
    reason: str


@dataclass(frozen=True)
class ReadingView:
    """How a body dealt with it, or when it will; links to the meeting (at its agenda item) and to the paper there."""

    body: str
    day: date
    result: str
    vote: str
    exception_reason: str
    meeting_path: str
    paper: Link | None


@dataclass(frozen=True)
class Share:
    """A part of the funding bar: `x` and `percent` in per cent of its length, `shade` its class."""

    source: str
    percent: int
    x: int
    shade: str


@dataclass(frozen=True)
class SideBox:
    """What a visitor can do now: `kind` is open, collect, soon or closed; open without `until` has no end."""

    kind: str
    days: int = 0
    until: str = ""
    sentence: str = ""


def chips(sheet: Sheet, today: date) -> list[Chip]:
    """Status, topics, districts, and the word that marks a sample."""
    known = words()
    project = sheet.project
    values = {name: getattr(project, name) for name in WINDOW_FIELDS}
    coming = next(
        (r.day for r in sheet.readings if r.day >= today and not r.agenda_item.meeting.cancelled), None
    )
    found = [project_chip(values, today, coming)]
    if found[0].tone == "petrol":
        found[0] = status_chip("open")
    found += [
        Chip("grey", known.topics[pk].icon, known.topics[pk].label)
        for pk in sheet.parts.topic_ids
        if pk in known.topics
    ]
    if sheet.parts.district_ids or project.whole_town:
        found.append(Chip("grey", "pin", where_words(sheet.parts.district_ids, project.whole_town, known)))
    return found


def side_box(project: Project, sheet: Sheet, today: date, *, outside: str) -> SideBox:
    """What can be done now; `outside` is the town's rule for suggestions outside the window (collect or refuse)."""
    start, end = project.window_start, project.window_end
    if project.state not in RUNNING_STATES:
        return SideBox("closed", sentence=_("This project is finished; suggestions are no longer collected."))
    if project.open_on(today):
        if end is None:
            return SideBox("open", sentence=_("Open until further notice."))
        return SideBox("open", (end - today).days, weekday_and_day(end, today))
    if project.participation == Participation.YES and start and today < start:
        return SideBox("soon", sentence=_("Suggestions count from %(day)s on.") % {"day": day(start)})
    if outside == "refuse":
        return SideBox("closed", sentence=_("The time for suggestions is over."))
    return SideBox(
        "collect", sentence=_("No window is open right now. Your suggestion is kept for the next step.")
    )


def facts(sheet: Sheet) -> list[Fact]:
    """The side box's facts in the order of the sheet; unknown ones are left out."""
    project = sheet.project
    known = words()
    owner = project.owner.name
    if project.unit and project.unit.pk != project.owner.pk:
        owner = f"{owner}, {project.unit.name}"
    found = [Fact(_("Who plans"), owner)]
    if sheet.parts.partners:
        found.append(Fact(_("Together with"), ", ".join(sheet.parts.partners)))
    names = [known.districts[pk].name for pk in sheet.parts.district_ids if pk in known.districts]
    found.append(
        Fact(_("District"), ", ".join(names) or (_("Whole town") if project.whole_town else _("not named")))
    )
    if sheet.parts.criteria:
        found.append(Fact(_("Why it is on the list"), " ".join(sheet.parts.criteria)))
    found.append(Fact(_("Participation"), participation_words(project)))
    if project.duration_note:
        found.append(Fact(_("Duration"), project.duration_note))
    if project.board_involved is not None:
        found.append(
            Fact(_("Advisory board"), _("is involved") if project.board_involved else _("is not involved"))
        )
    found.append(Fact(_("Number"), project.number))
    if project.contact_name:
        found.append(Fact(_("Contact"), project.contact_name))
    if project.contact_phone:
        tel = "tel:" + "".join(c for c in project.contact_phone if c.isdigit() or c == "+")
        found.append(Fact(_("Phone"), project.contact_phone, tel))
    if project.contact_email:
        found.append(Fact(_("E-mail"), project.contact_email, f"mailto:{project.contact_email}"))
    idea = idea_behind(project)
    if idea is not None:
        url = reverse("cases:public", args=[idea.case.number])
        found.append(Fact(_("Proposed by residents"), f"{idea.title} ({idea.case.number})", url))
    if project.source_ref or project.source_note:
        found.append(
            Fact(
                _("Where it was promised"),
                project.source_note or project.source_ref,
                source_url(project.source_ref),
            )
        )
    return found


def participation_words(project: Project) -> str:
    """Whether and how people can take part, with the reason where they can not."""
    if project.participation == Participation.YES:
        how = {True: _("Required by law"), False: _("Voluntary"), None: ""}[project.participation_required]
        return ", ".join(part for part in (how, project.participation_form) if part) or _("yes")
    if project.participation == Participation.NO:
        return _("None: %(reason)s") % {"reason": project.participation_reason or _("no reason given yet")}
    return _("not decided yet")


@lru_cache(maxsize=2048)
def source_url(reference: str) -> str:
    """The page of a passage of the agreement, where the installation has one."""
    path = f"/vereinbarung/{reference}/"
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path if reference else ""


def reading_views(readings: Sequence[Reading]) -> list[ReadingView]:
    """Readings in the order of their days; a meeting that was cancelled before it dealt with it is left out."""
    shown = [r for r in readings if not r.agenda_item.meeting.cancelled or r.result or r.exception_reason]
    items = [r.agenda_item for r in shown]
    links = subjects.links(
        [("meeting", str(item.meeting_id)) for item in items]
        + [("paper", str(item.paper_id)) for item in items if item.paper_id]
    )
    found = []
    for reading in shown:
        item = reading.agenda_item
        meeting = links.get(("meeting", str(item.meeting_id)))
        found.append(
            ReadingView(
                reading.body.name, reading.day, reading.result, reading.vote, reading.exception_reason,
                f"{meeting.path}#top-{item.pk}" if meeting else "", links.get(("paper", str(item.paper_id))),
            )
        )  # fmt: skip
    return found


def cost_views(costs: Sequence[CostEstimate]) -> list[CostView]:
    """Estimates, the one that holds first."""
    return [CostView(money_range(c.low, c.high), c.price_year, day(c.stated_on), c.reason) for c in costs]


def shares(funding: Sequence[FundingShare]) -> list[Share]:
    """The parts of the funding bar, side by side."""
    found, x = [], 0
    for number, share in enumerate(funding):
        found.append(Share(share.source, share.percent, x, SHADES[number % len(SHADES)]))
        x += share.percent
    return found


def place_words(place: ProjectPlace, *, beside_a_map: bool = False) -> str:
    """Label and address, with how exact the drawing is, or that the map beside it does not have it."""
    words_ = (
        place.label
        if not place.address or place.address == place.label
        else f"{place.label}, {place.address}"
    )
    if beside_a_map and (place.lon is None or place.lat is None):
        return _("%(place)s (not on the map yet)") % {"place": words_}
    if place.geometry and place.precision_m:
        return _("%(place)s (position exact to about %(m)s metres)") % {
            "place": words_,
            "m": place.precision_m,
        }
    return words_


def minutes(project: Project) -> int:
    """Minutes to read the sheet's running text aloud."""
    return reading_minutes(
        project.title, project.summary, project.description, project.benefit, project.present_state
    )


def resting_words(project: Project) -> str:
    """Why a project rests, in one sentence; empty while it runs."""
    if project.state not in (State.PUT_BACK, State.STOPPED):
        return ""
    return project.state_reason or _("A reason has not been given yet.")
