"""Desk pages for papers: drafted, with documents and the chain of their stations, released and taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mitmachstadt.modules.council import file_actions, paper_actions, station_actions
from mitmachstadt.modules.council.desk.common import attempt, keepers_only, said
from mitmachstadt.modules.council.desk.forms import (
    FileForm,
    PaperForm,
    StationChangeForm,
    StationForm,
    TakeBackForm,
)
from mitmachstadt.modules.council.models import Consultation, File, Paper
from mitmachstadt.modules.council.queries.papers import kept_papers
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.desk import desk_context
from mitmachstadt.spine.ui import beside

PAGE = 50
PLACES = [("main_file", gettext_lazy("The paper itself")), ("files", gettext_lazy("Annex"))]
TIES = ("departments", "originators", "originator_persons", "related")
FIELDS = ("reference", "title", "paper_type", "date", "summary")


def _paper(pk: int) -> Paper:
    found: Paper = get_object_or_404(kept_papers(), pk=pk)
    return found


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, *, by: User) -> HttpResponse:
    """`/schreibtisch/rat/vorlagen/`: drafts first, then the newest; and a new one."""
    form = PaperForm(request.POST or None, initial={"date": timezone.localdate()})
    if request.method == "POST":
        paper = attempt(
            form,
            lambda data: paper_actions.draft_paper(
                data["reference"], data["title"], by=by, paper_type=data["paper_type"], day=data["date"],
                summary=data["summary"], **{name: data.get(name, ()) for name in TIES},
            ),
        )  # fmt: skip
        if paper is not None:
            messages.success(request, _("The draft is kept. Nobody outside sees it yet."))
            return redirect("council:desk-paper", pk=paper.pk)
    text = asked.word(request.GET, "suche", 100).strip()
    # what was only named and could not be read has neither title nor number: it is a finding, no paper
    rows = kept_papers().filter(stub=False)
    if text:
        rows = rows.filter(Q(reference__icontains=text) | Q(title__icontains=text))
    page = Paginator(rows.order_by("public", "-date", "-pk"), PAGE).get_page(request.GET.get("seite"))
    context = {**desk_context(request), "form": form, "page": page, "text": text}
    return render(request, "council/desk/papers.html", context, status=422 if form.errors else 200)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """`/schreibtisch/rat/vorlagen/<number>/`: one paper with all that belongs to it."""
    found = _paper(pk)
    if request.method != "POST":
        return _page(request, found)
    form = PaperForm(request.POST)
    if attempt(form, lambda data: paper_actions.change_paper(found, by=by, **data)) is None:
        return _page(request, found, form)
    messages.success(request, _("It is kept."))
    return redirect("council:desk-paper", pk=pk)


@keepers_only
@require_POST
def release(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """Makes the paper public; whoever checks papers is asked first."""
    found = _paper(pk)
    said(request, lambda: paper_actions.release_paper(found, by=by), _("The paper is public."))
    return redirect("council:desk-paper", pk=pk)


@keepers_only
@require_POST
def take_back(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """Hides the paper again, with a reason for the log."""
    found, form = _paper(pk), TakeBackForm(request.POST, auto_id="zurueck-%s")
    act = attempt(form, lambda data: paper_actions.take_back_paper(found, by=by, reason=data["reason"]))
    return _done(request, found, form, act, _("The paper is hidden again."))


@keepers_only
@require_POST
def add_file(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """A document of the paper."""
    found = _paper(pk)
    form = FileForm(PLACES, request.POST, request.FILES, auto_id="dokument-%s")
    act = attempt(
        form,
        lambda data: file_actions.attach(found, data["file"], by=by, name=data["name"], place=data["place"]),
    )
    return _done(request, found, form, act, _("The document is kept."))


@keepers_only
@require_POST
def drop_file(request: HttpRequest, pk: int, file_id: int, *, by: User) -> HttpResponse:
    """Takes a document away; a second press does no harm."""
    found, file = _paper(pk), File.objects.filter(pk=file_id).first()
    if file is not None:
        said(request, lambda: file_actions.detach(found, file, by=by), _("Taken away."))
    return redirect("council:desk-paper", pk=pk)


@keepers_only
@require_POST
def add_station(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """A body that will deal with the paper."""
    found, form = _paper(pk), StationForm(request.POST, auto_id="station-%s")
    act = attempt(
        form,
        lambda data: station_actions.add_station(
            found, data["body"], by=by, role=data["role"], authoritative=data["authoritative"]
        ),
    )
    return _done(request, found, form, act, _("It is kept."))


@keepers_only
@require_POST
def change_station(request: HttpRequest, pk: int, station_id: int, *, by: User) -> HttpResponse:
    """What the body does with the paper, and at which item."""
    found = _paper(pk)
    station = get_object_or_404(Consultation, pk=station_id, paper=found, deleted_at=None)
    form = StationChangeForm(station, request.POST, auto_id=f"station-{station_id}-%s")
    act = attempt(form, lambda data: station_actions.change_station(station, by=by, **data))
    return _done(request, found, form, act, _("It is kept."), station_id)


@keepers_only
@require_POST
def drop_station(request: HttpRequest, pk: int, station_id: int, *, by: User) -> HttpResponse:
    """Takes a station away; a second press does no harm."""
    found = _paper(pk)
    station = Consultation.objects.filter(pk=station_id, paper=found).first()
    if station is not None:
        said(request, lambda: station_actions.remove_station(station, by=by), _("Taken away."))
    return redirect("council:desk-paper", pk=pk)


def _done(
    request: HttpRequest, found: Paper, form: forms.Form, act: Any, words: str, at: int = 0
) -> HttpResponse:
    if act is None:
        return _page(request, _paper(found.pk), form, at)
    messages.success(request, words)
    return redirect("council:desk-paper", pk=found.pk)


def _page(request: HttpRequest, found: Paper, bound: forms.Form | None = None, at: int = 0) -> HttpResponse:
    """The page; `bound` is a form with something wrong, of the station `at` where it is one of a station."""
    start = {name: getattr(found, name) for name in FIELDS} | {
        name: getattr(found, name).all() for name in TIES
    }
    start["related"] = [row.reference for row in found.related.all() if row.reference]

    def form_of(kind: type[forms.Form], fresh: forms.Form) -> forms.Form:
        return bound if isinstance(bound, kind) else fresh

    def station_form(row: Consultation) -> forms.Form:
        if isinstance(bound, StationChangeForm) and at == row.pk:
            return bound
        first = {"role": row.role, "authoritative": row.authoritative, "item": row.agenda_item}
        return StationChangeForm(row, auto_id=f"station-{row.pk}-%s", initial=first)

    stations = found.consultations.filter(deleted_at=None).select_related(
        "agenda_item__meeting__body", "meeting__body"
    )
    names = dict(PLACES)
    context = {
        **desk_context(request),
        "paper": found,
        "form": form_of(PaperForm, PaperForm(initial=start)),
        "documents": [(names.get(place, ""), file) for place, file in file_actions.documents(found)],
        "file_form": form_of(FileForm, FileForm(PLACES, auto_id="dokument-%s")),
        "stations": [(row, station_form(row)) for row in stations.prefetch_related("organisations")],
        "station_form": form_of(StationForm, StationForm(auto_id="station-%s")),
        "back_form": form_of(TakeBackForm, TakeBackForm(auto_id="zurueck-%s")),
        "places": found.places.exists(),
        "open_places": found.places.filter(confirmed=False, rejected=False).count(),
        "parts": beside.parts("paper_desk", [found.pk]).get(str(found.pk), []),
        "taken_back": found.was_public and not found.public,
        "today": timezone.localdate(),
        "form_errors": bound,
    }
    return render(request, "council/desk/paper.html", context, status=422 if bound is not None else 200)
