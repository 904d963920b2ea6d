"""The same step for many cases: choose, look once more, do it, and see what became of each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from mitmachstadt.spine.cases import bulk, permissions, queries, registry
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.forms import BulkAssignForm, BulkHandOverForm, StepForm
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Transition
from mitmachstadt.spine.cases.views_desk import _person, back_to_inbox
from mitmachstadt.spine.problems import add_to_form

#: What the bulk bar offers beside the steps of the kinds; "answer" is whatever the chosen cases wait for.
TITLES = {
    "assign": pgettext_lazy("for many cases", "Assign"),
    "hand_over": pgettext_lazy("for many cases", "Hand over"),
    "release": pgettext_lazy("for many cases", "Release"),
    "answer": pgettext_lazy("for many cases", "Answer together"),
    "hide": pgettext_lazy("for many cases", "Hide"),
}
MORE = "more"
MESSAGES = {
    "none": _("Please choose at least one case first."),
    "mixed": _(
        "These cases wait for different steps and cannot be answered together. Please choose cases of one step."
    ),
}


#: Fields of the page itself; all others are words for the step.
OWN = {"csrfmiddlewaretoken", "was", "zurueck", "vorgang", "auswahl", "los", "version"}


def chosen(request: HttpRequest, name: str = "vorgang") -> list[Case]:
    """The ticked cases that stand on this desk, overdue first; as `auswahl` those that the page offered to tick."""
    ids = [int(text) for text in request.POST.getlist(name) if text.isdigit() and len(text) < 19][: bulk.MOST]
    cases = queries.with_open_duty(permissions.visible_to(_person(request)).filter(pk__in=ids))
    return list(cases.select_related("unit").order_by("due_on", "pk"))


def answer_step(cases: list[Case]) -> tuple[Transition, tuple[tuple[str, Any], ...]] | None:
    """The step that all chosen cases wait for, with its outcomes; None when they differ or it is none to share."""
    if len({(case.kind, case.state) for case in cases}) != 1:
        return None
    kind = registry.kind_of(cases[0])
    from_here = [step for step in kind.steps_from(cases[0].state) if step.together and "text" in step.needs]
    if not from_here:
        return None
    outcomes = tuple(
        (key, kind.state(key).name)
        for step in kind.transitions
        if step.key == "decide"
        for key in step.targets
    )
    return from_here[0], outcomes


def shared_step(what: str, cases: list[Case]) -> tuple[Transition, tuple[tuple[str, Any], ...]] | None:
    """The step behind a button of the bulk bar, None when the cases have no such step in common."""
    if what == "answer":
        return answer_step(cases)
    for case in cases:
        for step in registry.kind_of(case).steps_from(case.state):
            if step.key == what and step.together:
                return step, ()
    return None


def choices_for(cases: list[Case]) -> dict[str, Any]:
    """What can be done with all chosen cases, by the word of its button.

    Where a state leaves several answers, each is called by its own name instead of “answer”.
    """
    shared: dict[str, Any] | None = None
    for case in cases:
        steps = registry.kind_of(case).steps_from(case.state)
        own = {
            step.key: step.label for step in steps if step.together and {*step.takes, *step.needs} & {"text"}
        }
        shared = own if shared is None else {key: name for key, name in shared.items() if key in own}
    if not shared or len(shared) < 2 or len({case.kind for case in cases}) > 1:
        return dict(TITLES)
    found = {key: name for key, name in TITLES.items() if key != "answer"}
    return found | {key: name for key, name in shared.items() if key not in found}


@staff_only
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/sammel/`: first shows the chosen cases and what is still needed, then does it."""
    person, cases, what = _person(request), chosen(request), request.POST.get("was", "")
    choices = choices_for(cases)
    offered = chosen(request, "auswahl") or cases
    written = {key: value for key, value in request.POST.items() if key not in OWN}
    context: dict[str, Any] = {
        **desk_context(request),
        "cases": cases,
        "rows": [(case, case in cases, registry.kind_of(case).state(case.state).name) for case in offered],
        "written": written.items(),
        "what": what,
        "title": choices.get(what) or TITLES.get(what, _("For many cases")),
        "query": request.POST.get("zurueck", "")[:500],
    }
    if not cases or what not in (*TITLES, *choices, MORE):
        return render(request, "cases/bulk.html", {**context, "problem": MESSAGES["none"]}, status=422)
    if what == MORE:
        return render(request, "cases/bulk.html", {**context, "choices": choices.items()})
    go = "los" in request.POST
    form: forms.Form
    step: Transition | None = None
    if what == "assign":
        form = BulkAssignForm(request.POST if go else None, initial=written)
    elif what == "hand_over":
        form = BulkHandOverForm(request.POST if go else None, initial=written)
    else:
        shared = shared_step(what, cases)
        if shared is None:
            return render(request, "cases/bulk.html", {**context, "problem": MESSAGES["mixed"]}, status=422)
        step = shared[0]
        values = {**request.POST.dict(), "version": "1"} if go else None
        more = registry.kind_of(cases[0]).asks(step, person)
        initial = {**written, "version": 1}
        form = StepForm(step, values, outcomes=shared[1], letter=False, more=more, many=True, initial=initial)
    if not go or not form.is_valid():
        return render(
            request, "cases/bulk.html", {**context, "form": form, "step": step}, status=422 if go else 200
        )
    ids = [case.pk for case in cases]
    if isinstance(form, BulkAssignForm):
        result = bulk.assign(ids, form.cleaned_data["person"], by=person)
    elif isinstance(form, BulkHandOverForm):
        result = bulk.hand_over(ids, form.cleaned_data["unit"], by=person, reason=form.cleaned_data["note"])
    elif isinstance(form, StepForm) and step is not None:
        result = bulk.step(ids, step.key, form.given(), by=person)
    else:
        return back_to_inbox(context["query"])
    if result.for_one_reason:
        add_to_form(form, result.for_one_reason)
        return render(request, "cases/bulk.html", {**context, "form": form, "step": step}, status=422)
    return render(request, "cases/bulk_done.html", {**context, "result": result})
