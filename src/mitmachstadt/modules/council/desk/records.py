"""Desk pages for people, bodies, seats, terms and places: a list, one page for each, all of them alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mitmachstadt.modules.council import record_actions
from mitmachstadt.modules.council.desk.common import attempt, keepers_only, said
from mitmachstadt.modules.council.desk.forms import (
    BodyForm,
    PersonForm,
    PlaceForm,
    RightForm,
    SeatForm,
    TermForm,
)
from mitmachstadt.modules.council.models import (
    BodyProfile,
    Location,
    Meeting,
    Membership,
    Paper,
    Person,
    TablingRight,
    Term,
)
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.desk import desk_context
from mitmachstadt.spine.city.models import OrganisationKind

PAGE = 50


@dataclass(frozen=True)
class Sort:
    """One kind of record: its words, its form, who writes it, and how rows are read and searched."""

    slug: str
    title: Any
    new: Any
    icon: str
    model: Any
    form: type[forms.Form]
    keep: Callable[..., Any]
    search: str
    related: tuple[str, ...] = ()
    more: dict[str, Any] | None = None

    def rows(self) -> Any:
        """Rows that were not taken away."""
        found = self.model.objects.filter(deleted_at=None, **(self.more or {}))
        return found.select_related(*self.related) if self.related else found


SITTING = {
    "organisation__kind__in": (OrganisationKind.BODY, OrganisationKind.BOARD, OrganisationKind.PARTNER)
}
SORTS = {
    sort.slug: sort
    for sort in (
        Sort(
            "gremien", gettext_lazy("Bodies"), gettext_lazy("Add a body"), "people", BodyProfile, BodyForm,
            record_actions.keep_body, "organisation__name", ("organisation",), SITTING,
        ),
        Sort(
            "personen", gettext_lazy("People in the council"), gettext_lazy("Add a person"), "person", Person, PersonForm,
            record_actions.keep_person, "name",
        ),
        Sort(
            "sitze", pgettext_lazy("council", "Seats"), gettext_lazy("Add a seat"), "person", Membership, SeatForm,
            record_actions.keep_seat, "person__name", ("person", "organisation"), {"person__isnull": False},
        ),
        Sort(
            "wahlperioden", gettext_lazy("Legislative terms"), gettext_lazy("Add a term"), "calendar", Term, TermForm,
            record_actions.keep_term, "name",
        ),
        Sort(
            "orte", gettext_lazy("Places of meetings"), gettext_lazy("Add a place"), "map-pin", Location, PlaceForm,
            record_actions.keep_place, "description",
        ),
    )
}  # fmt: skip


def _sort(slug: str) -> Sort:
    if slug not in SORTS:
        raise Http404
    return SORTS[slug]


def start_values(sort: Sort, row: Any) -> dict[str, Any]:
    """What stands in the form before anybody types."""
    values = {name: getattr(row, name, None) for name in sort.form.base_fields}
    if isinstance(row, BodyProfile):
        values |= {"name": row.organisation.name, "kind": row.organisation.kind}
    if isinstance(row, Membership):
        values |= {"voting_right": {True: "ja", False: "nein", None: ""}[row.voting_right]}
    return values


@keepers_only
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest, *, by: User) -> HttpResponse:
    """`/schreibtisch/rat/`: everything of the council that is kept here, with how much of it there is."""
    drafts = Paper.objects.filter(public=False, source_id="").count()
    context = {
        **desk_context(request),
        "sorts": [(sort, sort.rows().count()) for sort in SORTS.values() if sort.slug != "sitze"],
        "papers": Paper.objects.filter(deleted_at=None).count(),
        "drafts": drafts,
        "meetings": Meeting.objects.filter(deleted_at=None, starts_at__gte=timezone.now()).count(),
    }
    return render(request, "council/desk/home.html", context)


@keepers_only
@require_http_methods(["GET", "HEAD"])
def listing(request: HttpRequest, slug: str, *, by: User) -> HttpResponse:
    """`/schreibtisch/rat/<sort>/`: all of one kind, found by name."""
    sort = _sort(slug)
    text = asked.word(request.GET, "suche", 100).strip()
    rows = sort.rows()
    if text:
        rows = rows.filter(**{f"{sort.search}__icontains": text})
    page = Paginator(rows.order_by(sort.search, "pk"), PAGE).get_page(request.GET.get("seite"))
    context = {**desk_context(request), "sort": sort, "page": page, "text": text}
    return render(request, "council/desk/records.html", context)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str, *, by: User) -> HttpResponse:
    """`/schreibtisch/rat/<sort>/neu/`; a seat may come with its body or person in the address."""
    sort = _sort(slug)
    first: dict[str, Any] = {
        "organisation": asked.number(request.GET.get("gremium")) or None,
        "person": asked.number(request.GET.get("person")) or None,
    }
    form = sort.form(request.POST or None, initial=first)
    if request.method == "POST":
        row = attempt(form, lambda data: sort.keep(None, by=by, **data))
        if row is not None:
            messages.success(request, _("It is kept."))
            return redirect(_after(row))
    return _form_page(request, sort, None, form)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int, *, by: User) -> HttpResponse:
    """`/schreibtisch/rat/<sort>/<number>/`: one record with what belongs to it."""
    sort = _sort(slug)
    row = get_object_or_404(sort.rows(), pk=pk)
    form = sort.form(request.POST or None, initial=start_values(sort, row))
    if isinstance(row, Membership):
        form.fields["person"].disabled = True
    if request.method == "POST" and attempt(form, lambda data: sort.keep(row, by=by, **data)) is not None:
        messages.success(request, _("It is kept."))
        return redirect(_after(row))
    return _form_page(request, sort, row, form)


@keepers_only
@require_POST
def drop(request: HttpRequest, slug: str, pk: int, *, by: User) -> HttpResponse:
    """Takes a record out of what everybody sees; a second press does no harm."""
    sort = _sort(slug)
    row = sort.model.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    said(request, lambda: record_actions.take_away(row, by=by), _("Taken away."))
    return redirect(_after(row) if isinstance(row, Membership) else f"/schreibtisch/rat/{slug}/")


@keepers_only
@require_POST
def add_right(request: HttpRequest, pk: int, *, by: User) -> HttpResponse:
    """A board's right to table items in a committee, from a day on."""
    profile = get_object_or_404(SORTS["gremien"].rows(), pk=pk)
    form = RightForm(request.POST, auto_id="recht-%s")
    if attempt(form, lambda data: record_actions.keep_right(profile.organisation, by=by, **data)) is not None:
        messages.success(request, _("It is kept."))
        return redirect("council:desk-record", slug="gremien", pk=pk)
    sort = SORTS["gremien"]
    return _form_page(request, sort, profile, sort.form(initial=start_values(sort, profile)), right=form)


@keepers_only
@require_POST
def end_right(request: HttpRequest, pk: int, right_id: int, *, by: User) -> HttpResponse:
    """Lets a right end today."""
    profile = get_object_or_404(SORTS["gremien"].rows(), pk=pk)
    right = get_object_or_404(TablingRight, pk=right_id, board=profile.organisation)
    today = timezone.localdate()
    said(request, lambda: record_actions.end_right(right, by=by, last_day=today), _("The right ends today."))
    return redirect("council:desk-record", slug="gremien", pk=pk)


def _after(row: Any) -> Any:
    """Where one goes on: a seat leads back to its body."""
    from django.urls import reverse

    if isinstance(row, Membership):
        profile = BodyProfile.objects.filter(organisation=row.organisation_id).first()
        if profile is not None:
            return reverse("council:desk-record", args=["gremien", profile.pk])
    slug = next(sort.slug for sort in SORTS.values() if isinstance(row, sort.model))
    return reverse("council:desk-record", args=[slug, row.pk])


def _form_page(
    request: HttpRequest, sort: Sort, row: Any, form: forms.Form, right: forms.Form | None = None
) -> HttpResponse:
    context: dict[str, Any] = {**desk_context(request), "sort": sort, "row": row, "form": form}
    wrong = right if right is not None else form
    if isinstance(row, BodyProfile):
        today = timezone.localdate()
        seats = Membership.objects.filter(
            organisation=row.organisation_id, deleted_at=None, person__isnull=False
        )
        seats = seats.select_related("person")
        now = Q(end=None) | Q(end__gte=today)
        context |= {
            "seats": seats.filter(now).order_by("person__family_name", "person__name"),
            "past_seats": seats.exclude(now).order_by("-end")[:PAGE],
            "rights": row.organisation.tabling_rights.select_related("committee"),
            "right_form": right or RightForm(auto_id="recht-%s"),
            "today": today,
        }
    elif isinstance(row, Person):
        context["seats_of"] = row.memberships.filter(deleted_at=None).select_related("organisation")
    context["form_errors"] = wrong if wrong.is_bound else None
    return render(request, "council/desk/record.html", context, status=422 if wrong.errors else 200)
