"""The desk's pages: all places, those that nobody has looked at first, and the form of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.modules.venues import actions, presenters, queries
from mitmachstadt.modules.venues.forms import VenueForm
from mitmachstadt.modules.venues.models import Venue
from mitmachstadt.modules.venues.permissions import may_keep
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Refused, add_to_form

PER_PAGE = 50


def keeper(request: HttpRequest) -> User:
    """The member of staff who keeps places; 404 for others."""
    if not isinstance(request.user, User) or not may_keep(request.user):
        raise Http404
    return request.user


@staff_only
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/orte/`: every place; those without facts first, because they wait for somebody who looks."""
    keeper(request)
    text = asked.word(request.GET, "q", 100).strip()
    rows = Venue.objects.order_by("known", "label", "pk")
    if text:
        rows = rows.filter(label__icontains=text)
    page = Paginator(rows, PER_PAGE).get_page(asked.number(request.GET.get("seite", "")) or 1)
    venues = list(page.object_list)
    at = queries.open_at(venues)
    context = {
        **desk_context(request),
        "page": page,
        "rows": [presenters.row_of(row, at.get(row.pk, [])) for row in venues],
        "text": text,
        "total": page.paginator.count,
        "unknown": Venue.objects.filter(known=0).count(),
    }
    return render(request, "venues/desk_list.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/orte/neu/`: a place that is not in the list yet."""
    person = keeper(request)
    form = VenueForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            made = actions.add(form.values(), form.facts(), data["lat"], data["lon"], by=person)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("venues:desk-venue", slug=made.slug)
    return _form(request, form)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """`/schreibtisch/orte/<slug>/`: what is known of one place."""
    person = keeper(request)
    venue = get_object_or_404(Venue, slug=slug)
    form = VenueForm(venue, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            actions.change(
                venue,
                form.values(),
                form.facts(),
                data["lat"],
                data["lon"],
                by=person,
                expect_version=data["version"] or 0,
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("venues:desk-venue", slug=slug)
    return _form(request, form, venue=venue, barriers=queries.open_at([venue]).get(venue.pk, []))


def _form(request: HttpRequest, form: VenueForm, **more: Any) -> HttpResponse:
    context = {**desk_context(request), "form": form, **more}
    return render(request, "venues/desk_form.html", context, status=422 if form.errors else 200)
