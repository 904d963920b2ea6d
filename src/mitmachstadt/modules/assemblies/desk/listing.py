"""The desk's list of assemblies, a new one, and the sheet."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.modules.assemblies.actions import sheet as actions
from mitmachstadt.modules.assemblies.desk.common import back, frame, organised, person_of
from mitmachstadt.modules.assemblies.desk.forms import SheetForm
from mitmachstadt.modules.assemblies.models import Assembly
from mitmachstadt.modules.assemblies.permissions import may_begin, may_organise
from mitmachstadt.modules.assemblies.views.common import chip_of, kind_name
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused, add_to_form

MOST = 200


@staff_only
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/versammlungen/`: to come, past, and what is still a draft."""
    person, now = person_of(request), timezone.now()
    rows = Assembly.objects.select_related("organiser")
    seen = [
        {
            "assembly": row,
            "chip": chip_of(row, now),
            "kind": kind_name(row),
            "mine": may_organise(person, row),
        }
        for row in rows.filter(Q(state="draft") | Q(ends_at__gte=now)).order_by("starts_at")[:MOST]
    ]
    past = [
        {
            "assembly": row,
            "chip": chip_of(row, now),
            "kind": kind_name(row),
            "mine": may_organise(person, row),
        }
        for row in rows.exclude(state="draft").filter(ends_at__lt=now).order_by("-starts_at")[:MOST]
    ]
    context = {
        **desk_context(request),
        "coming": seen,
        "past": past,
        "may_begin": may_begin(person),
        "today": timezone.localdate(now),
    }
    return render(request, "assemblies/desk/list.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/versammlungen/neu/`: a new assembly, seen by staff alone."""
    person = person_of(request)
    if not may_begin(person):
        raise Http404
    form = SheetForm(person, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare(form.values(), form.cleaned_data["districts"], by=person)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return back(request, made, _("Prepared. Nobody outside sees it yet."))
    context = {**desk_context(request), "form": form}
    return render(request, "assemblies/desk/sheet.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/versammlungen/<number>/blatt/`: all that is known of it."""
    assembly, person = organised(request, number), person_of(request)
    form = SheetForm(person, assembly, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(
                assembly,
                form.values(),
                form.cleaned_data["districts"],
                by=person,
                expect_version=form.cleaned_data["version"] or 0,
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return redirect("assemblies:desk-assembly", number=assembly.number)
    context = {**frame(request, assembly), "form": form}
    return render(request, "assemblies/desk/sheet.html", context, status=422 if form.errors else 200)
