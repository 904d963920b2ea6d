"""The writers of the path: from draft over information and publication to done, each step by the town's rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.council import interface as council
from mitmachstadt.modules.projects.actions.common import (
    LOG_LANGUAGE,
    dates_of,
    locked,
    log,
    refuse_unless_coordinator,
    rules_today,
    tell_followers,
)
from mitmachstadt.modules.projects.actions.fields import from_rules, sheet_of, values_of
from mitmachstadt.modules.projects.actions.refresh import KIND, refresh
from mitmachstadt.modules.projects.models import Participation, Project, Reading, State
from mitmachstadt.modules.projects.permissions import roles_for
from mitmachstadt.modules.projects.rules import (
    RESTING_STATES,
    Given,
    ListRules,
    ProjectDates,
    check_sheet,
    is_reasoned,
    may_inform_later,
    may_move,
    moved,
    steps_to_publication,
    window_for,
)
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.files.actions import set_public
from mitmachstadt.spine.notify.actions import untell
from mitmachstadt.spine.problems import Problem, Refused, refuse_if


@transaction.atomic
def move_project(
    project: Project, target: str, *, by: User, given: Given | None = None, expect_version: int | None = None
) -> Project:
    """Takes one step of the path; what each step needs stands in `rules.path` and in the town's rules.

    The first reading finds day and exception in the readings of the project when `given` names none.

    Raises:
        Refused: when the step does not exist, is not this person's, or lacks what it needs; before publication
            also for an incomplete sheet.
    """
    project = locked(project, expect_version)
    _step(project, target, by=by, given=given or Given(), now=timezone.now())
    return project


@transaction.atomic
def publish_project(
    project: Project, *, by: User, given: Given | None = None, expect_version: int | None = None
) -> Project:
    """Releases a project in one go: every step that is still missing, in order, then the window by the rules.

    A project that is public already stays as it is, so that a second click does no harm.

    Raises:
        Refused: as `move_project`, for the first step that can not be taken; nothing has been written then.
    """
    fresh = locked(project)
    if fresh.is_public:
        return fresh
    project = locked(project, expect_version)
    given, now = given or Given(), timezone.now()
    for target in steps_to_publication(project.state, rules_today(now)) or (State.PUBLISHED,):
        _step(project, target, by=by, given=given, now=now)
    return project


@transaction.atomic
def inform_members(
    project: Project, *, at: datetime | None, how: str, by: User, expect_version: int | None = None
) -> Project:
    """Records when and how the members of the council were informed, before publication or, for the first stock, later.

    Raises:
        Refused: when it is not the time for it, in the future, or without words on how.
    """
    project = locked(project, expect_version)
    given, now = Given(informed_at=at, informed_how=how), timezone.now()
    if not project.is_public:
        _step(project, State.MEMBERS_INFORMED, by=by, given=given, now=now)
        return project
    refuse_if(may_inform_later(dates_of(project), roles=roles_for(by, project), given=given, now=now))
    project.members_informed_at, project.members_informed_how = at, how.strip()[:200]
    project.version += 1
    project.save()
    log("members_informed", project, by=by, summary=_("Members of the council informed"), reason=how.strip())
    refresh(project)
    return project


def _step(project: Project, target: str, *, by: User, given: Given, now: datetime) -> None:
    rules, dates = rules_today(now), dates_of(project)
    given = _with_reading(project, target, given)
    problems = may_move(dates, target, rules, roles=roles_for(by, project), given=given, now=now)
    first_time = target == State.PUBLISHED and project.published_at is None
    if first_time:
        _open_window(project, rules, timezone.localdate(now))
        problems += _unfinished(project, rules, given)
    refuse_if(problems)
    _write(project, moved(dates, target, given=given, now=now), given, now)
    _say(project, dates.state, by=by, given=given, first_time=first_time)


def _with_reading(project: Project, target: str, given: Given) -> Given:
    """Adds the first reading that is kept here, where the step is the first reading and nobody named another day."""
    if target != State.FIRST_READING or given.reading_on is not None or given.reason:
        return given
    reading = (
        Reading.objects.filter(project=project, agenda_item__meeting__cancelled=False)
        .order_by("day", "id")
        .first()
    )
    if reading is None:
        return given
    return replace(given, reading_on=reading.day, exception_reason=reading.exception_reason)


def _open_window(project: Project, rules: ListRules, listed_on: date) -> None:
    """The window by the town's rules, where people can take part and nobody set another one."""
    if project.participation != Participation.YES or project.window_start is not None:
        return
    reading = Reading.objects.filter(project=project, day__gt=listed_on).order_by("day").first()
    window = window_for(listed_on, rules, decided_on=reading.day if reading else None)
    project.window_start, project.window_end = window.start, window.end


def _unfinished(project: Project, rules: ListRules, given: Given) -> list[Problem]:
    purpose = "first_stock" if given.listing_exception.strip() else "publication"
    sheet = sheet_of(values_of(project), project)
    return from_rules(
        check_sheet(sheet, rules, purpose="first_stock" if purpose == "first_stock" else "publication")
    )


def _write(project: Project, dates: ProjectDates, given: Given, now: datetime) -> None:
    project.state, project.state_since = dates.state, now
    project.state_reason = given.reason.strip() if dates.state in RESTING_STATES or given.reason else ""
    project.resume_state = dates.rested_from
    if dates.informed_at != project.members_informed_at:
        project.members_informed_at = dates.informed_at
        project.members_informed_how = given.informed_how.strip()[:200] if dates.informed_at else ""
    if not project.hidden and dates.published_at != project.published_at:
        project.published_at, project.listing_exception = dates.published_at, dates.listing_exception
    project.version += 1
    project.save()


def _say(project: Project, source: str, *, by: User, given: Given, first_time: bool) -> None:
    with override(LOG_LANGUAGE):
        old, new = str(State(source).label), str(State(project.state).label)
        change = {"field": str(pgettext_lazy("sheet", "Where it stands")), "old": old, "new": new}
    reason = given.reason.strip() or (given.listing_exception.strip() if first_time else "")
    if project.state == State.MEMBERS_INFORMED:
        reason = given.informed_how.strip()
    summary = _("Published") if first_time else format_lazy(_("Now: {state}"), state=new)
    log(
        "published" if first_time else "moved",
        project,
        by=by,
        summary=summary,
        changes=[change],
        reason=reason,
    )
    if first_time:
        _show_files(project, True)
    refresh(project)
    if first_time:
        title = format_lazy(_("New on the list: “{title}”"), title=project.title)
        tell_followers(project, title=title, text=project.summary or project.title, everywhere=True)
    else:
        title = format_lazy(_("“{title}”: {state}"), title=project.title, state=new)
        tell_followers(project, title=title, text=reason or new)


def _show_files(project: Project, public: bool) -> None:
    """The project's photo and papers are as visible as itself."""
    uploads = [paper.upload for paper in project.papers.select_related("upload") if paper.upload]
    for upload in ([project.photo] if project.photo else []) + uploads:
        set_public(upload, public)


@transaction.atomic
def hide_project(project: Project, *, by: User, reason: str, expect_version: int | None = None) -> Project:
    """Takes a project off every public page, with a reason for the staff.

    Raises:
        Refused: for whoever may not, without a reason, and while it stands on an agenda to come.
    """
    project = locked(project, expect_version)
    refuse_unless_coordinator(by, project)
    problems = []
    if not is_reasoned(reason):
        problems.append(Problem("reason", "reason_missing", _("Please say why, in at least 20 characters.")))
    coming = Reading.objects.filter(
        project=project, day__gte=timezone.localdate(), agenda_item__meeting__cancelled=False
    )
    if not project.hidden and coming.exists():
        message = _("It stands on the agenda of a coming meeting. Please take it off there first.")
        problems.append(Problem("", "on_agenda", message))
    refuse_if(problems)
    if project.hidden:
        return project
    return _set_hidden(project, True, by=by, reason=reason)


@transaction.atomic
def show_project(
    project: Project, *, by: User, reason: str = "", expect_version: int | None = None
) -> Project:
    """Brings a hidden project back; raises `Refused` for whoever may not."""
    project = locked(project, expect_version)
    refuse_unless_coordinator(by, project)
    return _set_hidden(project, False, by=by, reason=reason) if project.hidden else project


def _set_hidden(project: Project, hidden: bool, *, by: User, reason: str) -> Project:
    project.hidden = hidden
    project.version += 1
    project.save()
    summary = _("Hidden") if hidden else _("Visible again")
    log("hidden" if hidden else "shown", project, by=by, summary=summary, reason=reason.strip(), public=False)
    _show_files(project, project.is_public)
    refresh(project)
    name_on_agendas(project)
    return project


def name_on_agendas(project: Project) -> None:
    """Agendas and papers bear the title of a project unless it is hidden; then its number, and its news are taken back."""
    with override(settings.LANGUAGE_CODE):
        short = gettext("Project %(number)s") % {"number": project.number}
        path = project.get_absolute_url()
    names = council.Called(project.number, project.title, short, project.title)
    council.call_subjects(KIND, [names], readable=not project.hidden)
    if project.hidden:
        untell([path])


def refuse_hidden(project: Project) -> None:
    """Raises `Refused` for a hidden project."""
    if project.hidden:
        raise Refused([Problem("", "hidden", _("This project is hidden."))])
