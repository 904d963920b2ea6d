"""The desk's pages for projects: the list, a new one, the path of one with its steps."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.actions.common import rules_today
from mitmachstadt.modules.projects.desk.listing import DeskFilter, desk_page, groups
from mitmachstadt.modules.projects.desk.page import done, person_of, project_of, said_no, show_page
from mitmachstadt.modules.projects.desk.steps import bodies_of, verb
from mitmachstadt.modules.projects.forms.sheet import NewProjectForm
from mitmachstadt.modules.projects.forms.steps import HideForm, InformedForm, StepForm
from mitmachstadt.modules.projects.models import State
from mitmachstadt.modules.projects.permissions import may_create
from mitmachstadt.modules.projects.rules import next_states
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.moderation.traps import read_token
from mitmachstadt.spine.problems import Refused, add_to_form


@staff_only
@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/vorhaben/`: every project with what is due."""
    person, wanted = person_of(request), DeskFilter.of(request.GET)
    page, chosen = desk_page(person, wanted, timezone.localdate()), request.GET.get("stand", "")
    context = {
        **desk_context(request),
        "page": page,
        "wanted": wanted,
        "groups": groups(page.counts, chosen),
        "chosen": chosen,
        "may_create": may_create(person),
    }
    return render(request, "projects/desk/list.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_project(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/vorhaben/neu/`: begins a draft."""
    person = person_of(request)
    if not may_create(person):
        raise Http404
    form = NewProjectForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            token = read_token(form.cleaned_data["form_token"]) or ""
            project = actions.create_project(form.values(), by=person, token=token)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return redirect("projects:desk-sheet", number=project.number)
    context = {**desk_context(request), "form": form}
    return render(request, "projects/desk/new.html", context, status=422 if form.errors else 200)


@staff_only
@require_GET
def project(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/vorhaben/<number>/`: the path of one project."""
    return show_page(request, project_of(number))


@staff_only
@require_POST
def take_step(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the step named `ziel`; `weiter=published` goes on to publication at once."""
    found, person, rules = project_of(number), person_of(request), rules_today()
    target = request.POST.get("ziel", "")
    step = next((one for one in next_states(found.state, rules) if one.target == target), None)
    if step is None:
        if found.is_public and target == State.PUBLISHED:
            return done(request, found, _("It is public already."))
        return done(request, found, _("This step has been taken meanwhile. Here is where it stands now."))
    form = StepForm(step, found.version, bodies_of(found.state, rules), request.POST, label=verb(target))
    if not form.is_valid():
        return show_page(request, found, form)
    version = form.cleaned_data["version"]
    try:
        if target == State.PUBLISHED or request.POST.get("weiter") == State.PUBLISHED:
            moved = actions.publish_project(found, by=person, given=form.given(), expect_version=version)
        else:
            moved = actions.move_project(found, target, by=person, given=form.given(), expect_version=version)
    except Refused as refused:
        add_to_form(form, refused)
        return show_page(request, project_of(number), form)
    if moved.state == State.PUBLISHED and step.source != State.PUT_BACK:
        return done(request, moved, _("Published. Everybody can read it now."))
    return done(
        request, moved, _("Done. It now stands at “%(state)s”.") % {"state": State(moved.state).label}
    )


@staff_only
@require_POST
def informed_later(request: HttpRequest, number: str) -> HttpResponse:
    """Records that the members were informed of a project that was public before."""
    found, person = project_of(number), person_of(request)
    form = InformedForm(request.POST)
    if not form.is_valid():
        return show_page(request, found, form)
    data = form.cleaned_data
    try:
        actions.inform_members(
            found, at=data["informed_at"], how=data["informed_how"], by=person, expect_version=data["version"]
        )
    except Refused as refused:
        add_to_form(form, refused)
        return show_page(request, project_of(number), form)
    return done(request, found, _("Recorded. The lead time runs from that day."))


@staff_only
@require_POST
def hide(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the project off every public page."""
    found, person = project_of(number), person_of(request)
    form = HideForm(request.POST)
    if not form.is_valid():
        return show_page(request, found, form)
    try:
        actions.hide_project(
            found, by=person, reason=form.cleaned_data["reason"], expect_version=form.cleaned_data["version"]
        )
    except Refused as refused:
        add_to_form(form, refused)
        return show_page(request, project_of(number), form)
    return done(request, found, _("Hidden. Only staff can see it."))


@staff_only
@require_POST
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Brings a hidden project back."""
    found = project_of(number)
    try:
        actions.show_project(found, by=person_of(request))
    except Refused as refused:
        return said_no(request, found, refused)
    return done(request, found, _("It is visible again."))
