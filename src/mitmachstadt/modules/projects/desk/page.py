"""The page of one project on the desk: found by number, with everything around its path."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mitmachstadt.modules.council.interface import upcoming_meetings
from mitmachstadt.modules.projects.actions.common import rules_today
from mitmachstadt.modules.projects.desk.steps import chip_of, gate_view, path_view, stops
from mitmachstadt.modules.projects.forms.steps import (
    HideForm,
    InformedForm,
    ReadingForm,
    ResultForm,
    StepForm,
    moment_now,
)
from mitmachstadt.modules.projects.models import Project, Reading, State
from mitmachstadt.modules.projects.permissions import may_edit, may_release
from mitmachstadt.modules.projects.rules import runs_past
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.cases.desk import desk_context
from mitmachstadt.spine.problems import Refused

MOST_CHANGES = 40


def person_of(request: HttpRequest) -> User:
    """The signed-in person; 404 for nobody."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def project_of(number: str) -> Project:
    """The project of that number, public or not; 404 otherwise."""
    found: Project | None = (
        Project.objects.select_related("owner", "unit", "main_topic", "photo").filter(number=number).first()
    )
    if found is None:
        raise Http404
    return found


def editable(request: HttpRequest, number: str) -> Project:
    """The project, for whoever may write it; 404 for others, because the page has nothing for them."""
    project = project_of(number)
    if not may_edit(person_of(request), project):
        raise Http404
    return project


def context_of(
    request: HttpRequest, project: Project, bound: forms.Form | None = None, at: int = 0
) -> dict[str, Any]:
    """What the page shows; `bound` is a form with errors, `at` the reading a bound result belongs to."""
    person, rules, today = person_of(request), rules_today(), timezone.localdate()
    readings = list(
        Reading.objects.filter(project=project)
        .select_related("body", "agenda_item__meeting", "agenda_item__paper")
        .order_by("day", "id")
    )
    held = [reading for reading in readings if not reading.agenda_item.meeting.cancelled]
    gate = gate_view(project, rules, today)
    release = may_release(person, project)
    schedule = None
    if release and not project.hidden:
        schedule = (
            bound if isinstance(bound, ReadingForm) else ReadingForm(upcoming_meetings(today), gate.earliest)
        )
    first_stock = project.is_public and project.members_informed_at is None
    informed = InformedForm(initial={"version": project.version, "informed_at": moment_now()})
    return {
        **desk_context(request),
        "project": project,
        "chip": chip_of(project),
        "today": today,
        "rules": rules,
        "may_edit": may_edit(person, project),
        "may_release": release,
        "path": path_view(project, person, rules, today, bound if isinstance(bound, StepForm) else None),
        "stops": stops(project, held, rules, today),
        "gate": gate,
        "too_long": _too_long(project, held),
        "readings": [(reading, _result_form(reading, bound, at, release, today)) for reading in readings],
        "schedule": schedule,
        "informed_form": (bound if type(bound) is InformedForm else informed)
        if first_stock and release
        else None,
        "hide_form": bound if isinstance(bound, HideForm) else HideForm(initial={"version": project.version}),
        "costs": list(project.costs.all()),
        "places": list(project.places.all()),
        "changes": list(LogEntry.objects.about("project", project.pk)[:MOST_CHANGES]),
        "form_errors": bound if bound is not None and bound.errors else None,
    }


def _too_long(project: Project, held: list[Reading]) -> date | None:
    """The day of a first reading before which the window does not end; None when all is in order or said."""
    first = held[0].day if held and project.state in (State.MEMBERS_INFORMED, State.PUBLISHED) else None
    return first if runs_past(project.window_end, first) else None


def _result_form(
    reading: Reading, bound: forms.Form | None, at: int, release: bool, today: Any
) -> ResultForm | None:
    if not release or reading.day > today or reading.agenda_item.meeting.cancelled:
        return None
    if isinstance(bound, ResultForm) and at == reading.pk:
        return bound
    initial = {"result": reading.result, "vote": reading.vote}
    return ResultForm(auto_id=f"ergebnis-{reading.pk}-%s", initial=initial)


def show_page(
    request: HttpRequest, project: Project, bound: forms.Form | None = None, at: int = 0
) -> HttpResponse:
    """The page; with a form that came back as 422, so that nothing that was typed is lost."""
    context = context_of(request, project, bound, at)
    return render(request, "projects/desk/project.html", context, status=422 if bound is not None else 200)


def done(
    request: HttpRequest, project: Project, sentence: str, name: str = "projects:desk-project"
) -> HttpResponse:
    """Says what was done and shows the page fresh."""
    messages.success(request, sentence)
    return redirect(name, number=project.number)


def said_no(request: HttpRequest, project: Project, refused: Refused) -> HttpResponse:
    """Says why it was refused and shows the page fresh."""
    messages.error(request, str(refused))
    return redirect("projects:desk-project", number=project.number)
