"""Places, papers and the photo of a project: each added and taken away by itself, so that no file has to be sent twice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mitmachstadt.modules.projects import actions
from mitmachstadt.modules.projects.desk.page import done, editable, person_of
from mitmachstadt.modules.projects.forms.parts import PaperForm, PhotoForm, PlaceForm
from mitmachstadt.modules.projects.models import PaperLink, Project, ProjectPlace
from mitmachstadt.modules.projects.queries.words import words
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused, add_to_form

PLACES, PAPERS = "projects:desk-places", "projects:desk-papers"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest, number: str) -> HttpResponse:
    """`…/orte/`: the places, and one more by map, coordinates, stop or name."""
    project, person = editable(request, number), person_of(request)
    form = PlaceForm(request.POST or None, initial={"version": project.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_place(
                project, label=data["label"], address=data["address"], geometry=form.geometry(), by=person,
                expect_version=data["version"],
            )  # fmt: skip
        except Refused as refused:
            for problem in refused.problems:
                form.add_error("where" if problem.field == "geometry" else None, str(problem))
        else:
            return done(request, project, _("The place is on the sheet."), PLACES)
    rows = list(project.places.all())
    drawn = [row for row in rows if row.geometry and row.geometry["type"] != "Point"]
    context = {
        **desk_context(request),
        "project": project, "form": form, "places": rows,
        "pins": [{"key": f"ort-{row.pk}", "title": row.label, "lon": row.lon, "lat": row.lat} for row in rows if row.lon],
        "shapes": [row.geometry for row in drawn],
        "districts": list(words().districts.values()),
    }  # fmt: skip
    return render(request, "projects/desk/places.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def drop_place(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Takes a place away; a second press does no harm."""
    project = editable(request, number)
    place = ProjectPlace.objects.select_related("project").filter(project=project, pk=pk).first()
    if place is not None:
        actions.remove_place(place, by=person_of(request))
    return done(request, project, _("The place is gone."), PLACES)


def _papers(request: HttpRequest, project: Project, paper: Any = None, photo: Any = None) -> HttpResponse:
    start = {"version": project.version}
    context = {
        **desk_context(request),
        "project": project,
        "papers": list(project.papers.select_related("upload")),
        "paper_form": paper or PaperForm(initial=start, auto_id="papier-%s"),
        "photo_form": photo or PhotoForm(initial=start, auto_id="foto-%s"),
        "form_errors": paper or photo,
    }
    return render(request, "projects/desk/papers.html", context, status=422 if paper or photo else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """`…/unterlagen/`: papers and the photo, and one more paper."""
    project, person = editable(request, number), person_of(request)
    if request.method != "POST":
        return _papers(request, project)
    form = PaperForm(request.POST, request.FILES, auto_id="papier-%s")
    if not form.is_valid():
        return _papers(request, project, paper=form)
    data = form.cleaned_data
    try:
        actions.add_paper(
            project, title=data["title"], reference=data["reference"], url=data["url"], file=data["file"], by=person,
            expect_version=data["version"],
        )  # fmt: skip
    except Refused as refused:
        add_to_form(form, refused)
        return _papers(request, project, paper=form)
    return done(request, project, _("The paper is on the sheet."), PAPERS)


@staff_only
@require_POST
def drop_paper(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Takes a paper off the sheet; a second press does no harm."""
    project = editable(request, number)
    paper = PaperLink.objects.select_related("project", "upload").filter(project=project, pk=pk).first()
    if paper is not None:
        actions.remove_paper(paper, by=person_of(request))
    return done(request, project, _("The paper is gone."), PAPERS)


@staff_only
@require_POST
def photo(request: HttpRequest, number: str) -> HttpResponse:
    """Shows another photo on the sheet."""
    project, person = editable(request, number), person_of(request)
    form = PhotoForm(request.POST, request.FILES, auto_id="foto-%s")
    if not form.is_valid():
        return _papers(request, project, photo=form)
    data = form.cleaned_data
    try:
        actions.set_photo(project, data["photo"], alt=data["alt"], by=person, expect_version=data["version"])
    except Refused as refused:
        add_to_form(form, refused)
        return _papers(request, project, photo=form)
    return done(request, project, _("The photo is on the sheet."), PAPERS)


@staff_only
@require_POST
def drop_photo(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the photo off the sheet."""
    project = editable(request, number)
    actions.set_photo(project, None, alt="", by=person_of(request))
    return done(request, project, _("The photo is gone."), PAPERS)
