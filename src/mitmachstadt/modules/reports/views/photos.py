"""Photos of a report at the desk: look, cover faces and number plates, show, add, delete."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mitmachstadt.modules.reports.actions import photos
from mitmachstadt.modules.reports.models import Photo, Report
from mitmachstadt.modules.reports.rules.covering import problems_with_places, read_places
from mitmachstadt.modules.reports.views.desk import person_of, report_at_desk
from mitmachstadt.spine.cases import permissions
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.problems import Refused, add_to_form

#: Rows of the form for places to cover.
ROWS = 4
SIDES = ("links", "oben", "breite", "hoehe")


class PhotoForm(forms.Form):
    """A photo that staff adds."""

    file = forms.FileField(
        label=gettext_lazy("Photo"), widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": gettext_lazy("Please choose a photo.")},
    )  # fmt: skip
    alt = forms.CharField(
        label=gettext_lazy("What does the picture show?"),
        max_length=300,
        error_messages={"required": gettext_lazy("Please say in a few words what it shows.")},
    )
    use = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        choices=(
            ("after", gettext_lazy("It shows the repair, for everybody after release")),
            ("internal", gettext_lazy("For staff only")),
        ),
        initial="after",
        widget=forms.RadioSelect,
    )


def may_look_after(request: HttpRequest, report: Report) -> bool:
    """Whoever may release a report may decide about its photos."""
    step = kind_of(report.case).transition("release")
    return permissions.may_take(person_of(request), report.case, step)


def _ask(request: HttpRequest, report: Report) -> None:
    if not may_look_after(request, report):
        raise PermissionDenied(_("Another role decides about photos."))


@staff_only
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/meldungen/<number>/fotos/`: all photos of a report, and one more."""
    report = report_at_desk(request, number)
    form = PhotoForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        _ask(request, report)
    if form.is_valid():
        data = form.cleaned_data
        try:
            photos.add(
                report, data["file"], by=person_of(request), alt=data["alt"], after=data["use"] == "after",
                internal=data["use"] == "internal",
            )  # fmt: skip
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("The photo is kept."))
            return redirect("reports:desk-photos", number=number)
    context = {
        "report": report,
        "case": report.case,
        "form": form,
        "photos": list(Photo.objects.filter(report=report).select_related("upload")),
        "may": may_look_after(request, report),
    }
    answer = {**desk_context(request), **context}
    return render(request, "reports/desk_photos.html", answer, status=422 if form.errors else 200)


@staff_only
@require_POST
def change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """`…/fotos/<pk>/`: shows (`was=show`), hides or deletes a photo."""
    report = report_at_desk(request, number)
    photo = get_object_or_404(Photo.objects.select_related("upload"), report=report, pk=pk)
    _ask(request, report)
    what, person = request.POST.get("was", ""), person_of(request)
    if what == "remove":
        photos.drop(photo, by=person)
        messages.success(request, _("The photo is deleted."))
    elif what in ("show", "hide"):
        photos.release(photo, by=person, released=what == "show")
        said = (
            _("The photo is shown as soon as the report is.") if what == "show" else _("The photo is hidden.")
        )
        messages.success(request, said)
    return redirect("reports:desk-photos", number=number)


@staff_only
@require_http_methods(["GET", "POST"])
def cover(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """`…/fotos/<pk>/abdecken/`: places are marked by drawing or by numbers, looked at, and painted over for good."""
    report = report_at_desk(request, number)
    photo = get_object_or_404(Photo.objects.select_related("upload"), report=report, pk=pk)
    _ask(request, report)
    rows = _rows(request)
    places: list[Any] = []
    problem = ""
    if request.method == "POST":
        try:
            places = read_places(rows)
        except ValueError:
            problem = _("Please write four numbers in each row, in per cent.")
        wrong = [] if problem else problems_with_places(places)
        problem = problem or (str(wrong[0].message) if wrong else "")
        if not problem and "los" in request.POST:
            photos.cover(photo, places, by=person_of(request))
            messages.success(request, _("Covered. The picture as it came is gone."))
            return redirect("reports:desk-photos", number=number)
    context = {
        "report": report, "case": report.case, "photo": photo, "rows": list(enumerate(rows, 1)),
        "marks": [] if problem else [tuple(value * 100 for value in place) for place in places],
        "problem": problem, "scale": range(0, 101, 10),
    }  # fmt: skip
    answer = {**desk_context(request), **context}
    return render(request, "reports/desk_cover.html", answer, status=422 if problem else 200)


def _rows(request: HttpRequest) -> list[tuple[str, str, str, str]]:
    found = [request.POST.getlist(side) for side in SIDES]
    count = max(ROWS, min(8, *(len(column) for column in found)))
    rows = []
    for place in range(count):
        row = [column[place][:12] if place < len(column) else "" for column in found]
        rows.append((row[0], row[1], row[2], row[3]))
    return rows
