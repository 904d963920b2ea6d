"""The clerks' desk: one inbox over all kinds of case, one case beside it, and the same step for many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import actions, bulk, permissions, queries, registry, rules
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.forms import AssignForm, HandOverForm, NoteForm, StepForm, forms_for
from mitmachstadt.spine.cases.letters import may_write
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import CaseKind, NextStep
from mitmachstadt.spine.cases.timeline import lines
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Refused, add_to_form


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _inbox_context(request: HttpRequest) -> dict[str, Any]:
    person, today = _person(request), timezone.localdate()
    wanted = queries.InboxFilter.of(request.GET)
    page = request.GET.get("seite", "1")
    box = queries.inbox(person, wanted, today=today, page=int(page) if page.isdigit() else 1)
    query = request.GET.copy()
    for name in ("seite", "suche"):
        query.pop(name, None)
    kinds = {kind.key: kind for kind in registry.kinds()}
    for group in box.groups:
        for case in group.cases:
            case.kind_info = kinds.get(case.kind)
    units = Organisation.objects.filter(pk__in=permissions.visible_to(person).order_by().values("unit_id"))
    return {
        **desk_context(request),
        "box": box,
        "wanted": wanted,
        "today": today,
        "kinds": list(kinds.values()),
        "units": units.order_by("name"),
        "query": query.urlencode(),
        "searching": "suche" in request.GET or bool(wanted.text),
        "own_id": person.pk,
    }


@staff_only
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/`: the inbox; on wide screens the most urgent case stands beside it."""
    context = _inbox_context(request)
    first = next((case for group in context["box"].groups for case in group.cases), None)
    if first is not None:
        context |= case_context(request, _case(request, first.number))
    return render(request, "cases/desk.html", {**context, "alone": False})


def _case(request: HttpRequest, number: str) -> Case:
    """The case of that number if it stands on this desk; 404 otherwise, so that nothing is given away."""
    cases = queries.with_open_duty(permissions.visible_to(_person(request)))
    case: Case | None = (
        cases.select_related("unit", "assignee", "sender")
        .prefetch_related("duties__unit")
        .filter(number=number)
        .first()
    )
    if case is None or registry.find_kind(case.kind) is None:
        raise Http404
    return case


def _proposal(kind: CaseKind, case: Case, person: User) -> NextStep | None:
    """The kind's proposal, reduced to the steps this person may take; what merely remains is not `mine` to do next. It
    has a title where the kind says what is waited for."""
    found = kind.next_step(case, person) if kind.next_step else None
    if found is None:
        # What has come to its end can still be taken back or out of sight.
        left = [
            step
            for step in kind.steps_from(case.state)
            if (step.takes_back or any(kind.state(key).hidden for key in step.targets))
            and permissions.may_take(person, case, step)
        ]
        return (
            NextStep(title="", why="", primary=left[0], others=tuple(left[1:]), mine=False) if left else None
        )
    steps = [step for step in (found.primary, *found.others) if permissions.may_take(person, case, step)]
    if not steps:
        return None
    return NextStep(
        title=found.title if steps[0] is found.primary or not found.mine else "",
        mine=found.mine and steps[0] is found.primary,
        why=found.why,
        primary=steps[0],
        others=tuple(steps[1:]),
        letter=found.letter if steps[0] is found.primary else "",
        outcomes=found.outcomes,
        outcome=found.outcome,
    )


def case_context(request: HttpRequest, case: Case, bound: forms.Form | None = None) -> dict[str, Any]:
    """What the case panel shows; `bound` is a form that came back with errors and replaces its fresh twin."""
    person, today, kind = _person(request), timezone.localdate(), registry.kind_of(case)
    proposal = _proposal(kind, case, person)
    is_next = proposal is not None and proposal.mine
    by_mail = may_write(case)
    step_forms: list[StepForm] = (
        forms_for(proposal, case, letter=by_mail, kind=kind, person=person, ready=request.GET.get("text", ""))
        if proposal
        else []
    )
    if isinstance(bound, StepForm):
        step_forms = [bound if form.step.key == bound.step.key else form for form in step_forms]
    duty = next((duty for duty in case.duties.all() if duty.done_at is None), None)
    return {
        "case": case,
        "kind": kind,
        "state": kind.state(case.state),
        "duty": duty,
        "duty_kind": kind.duty(duty.key) if duty else None,
        "overdue": rules.is_overdue(case.due_on, today),
        "today": today,
        "lines": lines(case, internal=True, today=today),
        "proposal": proposal if is_next else None,
        "waiting": proposal if proposal and proposal.title and not is_next else None,
        "main_form": step_forms[0] if step_forms and is_next else None,
        "other_forms": step_forms[1:] if is_next else step_forms,
        "by_mail": by_mail,
        "note_form": bound if isinstance(bound, NoteForm) else NoteForm(),
        "hand_form": bound
        if isinstance(bound, HandOverForm)
        else HandOverForm(initial={"version": case.version}),
        "assign_form": bound
        if isinstance(bound, AssignForm)
        else AssignForm(
            initial={
                "version": case.version,
                "person": str(case.assignee.public_id) if case.assignee else "",
            }
        ),
        "panel_template": kind.desk_template,
        "form_errors": bound if bound is not None and bound.errors else None,
        **(kind.desk_view(case) if kind.desk_view else {}),
    }


@staff_only
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/vorgang/<number>/`: one case; on wide screens beside the inbox."""
    return _show(request, _case(request, number))


def _show(request: HttpRequest, found: Case, bound: forms.Form | None = None) -> HttpResponse:
    context = {**_inbox_context(request), **case_context(request, found, bound), "alone": True}
    return render(request, "cases/desk.html", context, status=422 if bound is not None else 200)


def _done(request: HttpRequest, case: Case, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("cases:desk_case", number=case.number)


@staff_only
@require_POST
def take_step(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the step named `schritt`; a refusal shows the case again with everything that was entered."""
    found, person = _case(request, number), _person(request)
    kind = registry.kind_of(found)
    try:
        step = kind.transition(request.POST.get("schritt", ""))
    except KeyError:
        raise Http404 from None
    proposal = _proposal(kind, found, person)
    outcomes = proposal.outcomes if proposal else ()
    with_letter = may_write(found) and proposal is not None and step is proposal.primary
    more = kind.asks(step, person, found)
    form = StepForm(step, request.POST, request.FILES, outcomes=outcomes, letter=with_letter, more=more)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        moved = bulk.take(
            found, step.key, form.given(), by=person, expect_version=form.cleaned_data["version"]
        )
    except Refused as refused:
        add_to_form(form, refused)
        return _show(request, found, form)
    state = kind.state(moved.state).name
    return _done(
        request, moved, _("Done. %(number)s is now “%(state)s”.") % {"number": moved.number, "state": state}
    )


@staff_only
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Adds an internal note."""
    found = _case(request, number)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    actions.add_note(found, form.cleaned_data["note"], by=_person(request))
    return _done(request, found, _("The note is kept. Only staff can see it."))


@staff_only
@require_POST
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Gives the case to another unit."""
    found, person = _case(request, number), _person(request)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    data = form.cleaned_data
    try:
        actions.hand_over(found, data["unit"], by=person, expect_version=data["version"], reason=data["note"])
    except Refused as refused:
        add_to_form(form, refused)
        return _show(request, found, form)
    messages.success(
        request, _("%(number)s now lies with %(unit)s.") % {"number": number, "unit": data["unit"]}
    )
    if permissions.may_see(person, found):
        return redirect("cases:desk_case", number=number)
    return redirect("cases:desk")


@staff_only
@require_POST
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Puts the case on somebody's list."""
    found = _case(request, number)
    form = AssignForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    data = form.cleaned_data
    try:
        actions.assign(found, data["person"], by=_person(request), expect_version=data["version"])
    except Refused as refused:
        add_to_form(form, refused)
        return _show(request, found, form)
    return _done(request, found, _("Assigned."))


@staff_only
@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/mehr/`: every place at the desk, for phones."""
    return render(request, "cases/desk_more.html", desk_context(request))


def back_to_inbox(query: str) -> HttpResponseRedirect:
    """The inbox with the filter it had."""
    return HttpResponseRedirect(reverse("cases:desk") + (f"?{query}" if query else ""))
