"""Desk pages for what a meeting needs beside one item at a time: many items at once, one item in full, its documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mitmachstadt.modules.council import file_actions, item_actions
from mitmachstadt.modules.council.actions import day_of
from mitmachstadt.modules.council.desk.common import attempt, keepers_only, said
from mitmachstadt.modules.council.desk.forms import FileForm, ItemChangeForm, LinesForm, PresenceForm
from mitmachstadt.modules.council.models import AgendaItem, File, Meeting
from mitmachstadt.modules.council.presence_actions import keep_participants
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.desk import desk_context
from mitmachstadt.spine.city.models import Organisation

PLACES = [
    ("invitation", gettext_lazy("Invitation")), ("minutes", gettext_lazy("Minutes")),
    ("verbatim_minutes", gettext_lazy("Minutes word for word")), ("files", gettext_lazy("Annex")),
]  # fmt: skip


def _meeting(pk: int) -> Meeting:
    rows = Meeting.objects.filter(deleted_at=None, starts_at__isnull=False).select_related("body")
    found: Meeting = get_object_or_404(rows, pk=pk)
    return found


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """`/schreibtisch/sitzungen/<id>/mehrere/`: an agenda as it stands in the invitation, one item a line."""
    found = _meeting(pk)
    form = LinesForm(request.POST or None)
    if request.method == "POST":
        items = attempt(form, lambda data: item_actions.add_items(found, data["lines"], by=by))
        if items is not None:
            messages.success(request, _("On the agenda: %(n)s.") % {"n": len(items)})
            return redirect("council:desk-meeting", pk=pk)
    context = {**desk_context(request), "meeting": found, "form": form}
    return render(request, "council/desk/many.html", context, status=422 if form.errors else 200)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int, item_id: int, *, by: User) -> HttpResponse:
    """`/schreibtisch/sitzungen/<id>/punkt/<id>/`: words, place and origin of one item."""
    found = _meeting(pk)
    row: AgendaItem = get_object_or_404(AgendaItem, pk=item_id, meeting=found, deleted_at=None)
    first = {name: getattr(row, name) for name in ItemChangeForm.base_fields}
    form = ItemChangeForm(boards(found, row), request.POST or None, initial=first)
    if (
        request.method == "POST"
        and attempt(form, lambda data: item_actions.change_item(row, by=by, **data)) is not None
    ):
        messages.success(request, _("It is kept."))
        return redirect("council:desk-meeting", pk=pk)
    context = {**desk_context(request), "meeting": found, "item": row, "form": form}
    return render(request, "council/desk/item.html", context, status=422 if form.errors else 200)


def boards(meeting: Meeting, row: AgendaItem | None = None) -> Any:
    """Boards that may table items there on that day, and the one that tabled this item."""
    day = day_of(meeting)
    current = Q(tabling_rights__valid_until=None) | Q(tabling_rights__valid_until__gte=day)
    right = Q(tabling_rights__committee=meeting.body, tabling_rights__valid_from__lte=day) & current
    return Organisation.objects.filter(right | Q(pk=row.tabled_by_id if row else None)).distinct()


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def present(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """`/schreibtisch/sitzungen/<id>/anwesend/`: who was there."""
    found = _meeting(pk)
    there = list(found.participants.values_list("pk", flat=True))
    form = PresenceForm(found, request.POST or None, initial={"seated": there, "others": there})
    if request.method == "POST":
        act = attempt(
            form,
            lambda data: keep_participants(found, [one for rows in data.values() for one in rows], by=by),
        )
        if act is not None:
            messages.success(request, _("It is kept."))
            return redirect("council:desk-meeting", pk=pk)
    context = {**desk_context(request), "meeting": found, "form": form}
    return render(request, "council/desk/present.html", context, status=422 if form.errors else 200)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """`/schreibtisch/sitzungen/<id>/dokumente/`: invitation, minutes and annexes."""
    found = _meeting(pk)
    form = FileForm(PLACES, request.POST or None, request.FILES or None)
    if request.method == "POST":
        act = attempt(
            form,
            lambda data: file_actions.attach(
                found, data["file"], by=by, name=data["name"], place=data["place"]
            ),
        )
        if act is not None:
            messages.success(request, _("The document is kept."))
            return redirect("council:desk-documents", pk=pk)
    names = dict(PLACES)
    kept = [(names.get(place, ""), file) for place, file in file_actions.documents(found)]
    context = {**desk_context(request), "meeting": found, "documents": kept, "form": form}
    return render(request, "council/desk/documents.html", context, status=422 if form.errors else 200)


@keepers_only
@require_POST
def drop_document(request: HttpRequest, pk: int, file_id: int, *, by: User) -> HttpResponse:
    """Takes a document away; a second press does no harm."""
    found, file = _meeting(pk), File.objects.filter(pk=file_id).first()
    if file is not None:
        said(request, lambda: file_actions.detach(found, file, by=by), _("Taken away."))
    return redirect("council:desk-documents", pk=pk)
