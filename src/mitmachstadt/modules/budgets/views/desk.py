"""The desk of budgets: all of them, one with its applications and their spread, its plan, and the letters of applications."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.modules.budgets.actions import agenda, budgets, paper
from mitmachstadt.modules.budgets.actions.applications import may_enter_proof
from mitmachstadt.modules.budgets.forms.budget import AgendaForm, BudgetForm, PlanForm, plan_initial
from mitmachstadt.modules.budgets.models import Application, Budget
from mitmachstadt.modules.budgets.queries import process, town
from mitmachstadt.modules.budgets.queries.applications import KIND, spread
from mitmachstadt.modules.budgets.views.hand_in import pdf_of, proof_form, take_proof
from mitmachstadt.modules.budgets.views.public import steps_of, summary_of
from mitmachstadt.modules.council import interface as council
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import permissions
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.problems import Refused, add_to_form
from mitmachstadt.spine.ui.words import clock, day

MEETINGS = 30
#: What nobody weighs any more.
GONE = ("refused", "withdrawn", "hidden")


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _keeper(request: HttpRequest) -> User:
    person = _person(request)
    if not budgets.may_keep(person):
        raise PermissionDenied(_("Only the coordinators keep budgets."))
    return person


def _budget(slug: str) -> Budget:
    rows = Budget.objects.select_related("district").prefetch_related("phases")
    return get_object_or_404(rows, slug=slug)


@staff_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/budgets/`: all budgets, also those that nobody outside sees yet."""
    now = timezone.now()
    rows = Budget.objects.select_related("district").prefetch_related("phases")
    context = {
        "budgets": [summary_of(one, now) for one in rows],
        "may_keep": budgets.may_keep(_person(request)),
    }
    return render(request, "budgets/desk_list.html", {**desk_context(request), **context})


@staff_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/budgets/neu/`: a budget with the usual phases."""
    person = _keeper(request)
    year = timezone.localdate().year + 1
    known = town.rules_for("town").sum_of(year)
    initial = {"year": year, "total": known.total if known and known.total else ""}
    form = BudgetForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = budgets.begin(
                data["name"], by=person, year=data["year"], total=data["total"], first=data["first"],
                kind=data["kind"], district=data["district"], text=data["text"],
            )  # fmt: skip
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("The budget is planned. Nobody outside sees it yet."))
            return redirect("budgets:desk-plan", slug=made.slug)
    answer = {**desk_context(request), "form": form}
    return render(request, "budgets/desk_new.html", answer, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """`/schreibtisch/budgets/<slug>/plan/`: name, sum and the days of all phases."""
    person, found = _keeper(request), _budget(slug)
    initial = plan_initial(found, process.phases_of(found))
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            budgets.change(
                found, by=person, expect_revision=data["revision"], name=data["name"], total=data["total"],
                text=data["text"], spans=form.spans(),
            )  # fmt: skip
        except Refused as refused:
            for problem in refused.problems:
                field = f"{problem.field}-opens" if f"{problem.field}-opens" in form.fields else problem.field
                form.add_error(field if field in form.fields else None, str(problem.message))
        else:
            messages.success(request, _("The plan is kept."))
            return redirect("budgets:desk-budget", slug=slug)
    answer = {**desk_context(request), "form": form, "budget": found}
    return render(request, "budgets/desk_plan.html", answer, status=422 if form.errors else 200)


def _rows(found: Budget) -> list[dict[str, Any]]:
    """The applications of a budget as the board weighs them: by the place that the board or else the vote gives them."""
    rows = (
        Application.objects.filter(budget=found)
        .exclude(case__state__in=GONE)
        .select_related("case", "district")
    )
    votes = votes_of(found)
    listed = [
        {
            "one": row,
            "state": kind_of(row.case).state(row.case.state),
            "votes": votes.get(row.pk),
            "district": row.district.name if row.district else "",
        }
        for row in rows
    ]
    return sorted(
        listed, key=lambda one: (one["one"].rank or 999, -((one["votes"] or (0,))[0] or 0), one["one"].pk)
    )


def votes_of(found: Budget) -> dict[int, tuple[int, int | None]]:
    """Votes and place of each application once the vote was counted, by its id."""
    sheet = getattr(found, "sheet", None)
    if sheet is None or sheet.counted_at is None:
        return {}
    return {one.application_id: (one.votes, one.place) for one in sheet.candidates.all()}


def _meetings(found: Budget) -> list[tuple[str, str]]:
    """Coming meetings, those of the body that decides by the rules first."""
    body = process.terms_of(found).decision.body
    now = timezone.now()
    of_today_on = council.upcoming_meetings(timezone.localdate(), limit=MEETINGS)
    rows = [one for one in of_today_on if one.starts_at > now]
    rows.sort(key=lambda one: one.body_key != body)
    return [
        (str(one.id), f"{day(one.day)}, {clock(timezone.localtime(one.starts_at))}: {one.body_name}")
        for one in rows
    ]


def _page(request: HttpRequest, found: Budget, form: AgendaForm | None = None) -> HttpResponse:
    now, person = timezone.now(), _person(request)
    rows = _rows(found)
    waiting = any(one["one"].case.state == "advised" for one in rows)
    sheet = getattr(found, "sheet", None)
    context = {
        **summary_of(found, now),
        "steps": steps_of(found, now),
        "rows": rows,
        "proposed": sum(one["one"].proposed or 0 for one in rows),
        "requested": sum(one["one"].requested for one in rows),
        "spread": spread(found),
        "left": found.total - found.granted,
        "may_keep": budgets.may_keep(person),
        "agenda_form": form or (AgendaForm(choices=_meetings(found)) if waiting and found.public else None),
        "to_declare": (
            sheet is not None and bool(sheet.counted_at) and not sheet.final_at and paper.may_run_vote(person)
        ),
        "items": council.items_about("budget", found.slug),
        "unadvised": sum(one["one"].case.state == "admitted" for one in rows),
    }
    answer = {**desk_context(request), **context}
    return render(request, "budgets/desk_budget.html", answer, status=422 if form is not None else 200)


@staff_only
@require_safe
def budget(request: HttpRequest, slug: str) -> HttpResponse:
    """`/schreibtisch/budgets/<slug>/`: votes, advice and districts side by side, and what can be done with the budget."""
    return _page(request, _budget(slug))


@staff_only
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Publishes a budget, copies it for the next year, or puts the list of its board on an agenda; `was` says which."""
    person, found = _keeper(request), _budget(slug)
    what = request.POST.get("was", "")
    try:
        if what == "publish":
            budgets.publish(found, by=person)
            messages.success(request, _("Everybody sees the budget now. Its rules stay as they are today."))
        elif what == "copy":
            fresh = budgets.copy_for_next_year(found, by=person)
            messages.success(request, _("Copied, a year later. Please look over the days."))
            return redirect("budgets:desk-plan", slug=fresh.slug)
        elif what == "agenda":
            form = AgendaForm(request.POST, choices=_meetings(found))
            if not form.is_valid():
                return _page(request, found, form)
            agenda.propose_list(found, int(form.cleaned_data["meeting"]), by=person)
            messages.success(request, _("The list stands on the agenda. All applicants are told."))
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("budgets:desk-budget", slug=slug)


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/budgets/antrag/<number>/nachweis/`: staff enter a proof of use that came on paper."""
    person = _person(request)
    case = permissions.visible_to(person).filter(number=number, kind=KIND).select_related("unit").first()
    if case is None:
        raise Http404
    back = redirect("cases:desk_case", number=number)
    if not may_enter_proof(person, case):
        messages.info(request, _("This proof can not be entered by you, or not now."))
        return back
    form, context = proof_form(request, case, on_paper=True)
    if take_proof(request, case, form, context, by=person):
        messages.success(request, _("The proof is entered. Now it is checked."))
        return back
    answer = {**desk_context(request), **context}
    return render(request, "budgets/desk_proof.html", answer, status=422 if form.errors else 200)


@staff_only
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/budgets/antrag/<number>/schreiben.pdf`: the letter to the applicant, to print and send."""
    case = permissions.visible_to(_person(request)).filter(number=number, kind=KIND).first()
    if case is None:
        raise Http404
    return pdf_of(case)
