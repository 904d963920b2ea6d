"""The page of one assembly at the desk, with its steps: announce, move, cancel, close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mitmachstadt.modules.assemblies import queries, rules
from mitmachstadt.modules.assemblies.actions import sheet as actions
from mitmachstadt.modules.assemblies.desk.common import back, frame, organised, person_of
from mitmachstadt.modules.assemblies.desk.forms import CancelForm, MoveForm, local
from mitmachstadt.modules.assemblies.models import Assembly, State, Wish
from mitmachstadt.spine.asked import number as as_number
from mitmachstadt.spine.cases.desk import staff_only
from mitmachstadt.spine.problems import Refused, add_to_form


@staff_only
@require_safe
def assembly(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/versammlungen/<number>/`: what is next, who comes, what is wished."""
    return _page(request, organised(request, number))


def _page(request: HttpRequest, found: Assembly, bound: forms.Form | None = None) -> HttpResponse:
    context = frame(request, found)
    start = {
        "starts_at": local(found.starts_at),
        "ends_at": local(found.ends_at),
        "place": found.place,
        "address": found.address,
    }
    states = list(Wish.objects.filter(assembly=found).values_list("case__state", flat=True))
    lacks = rules.publish_problems(
        rules.Announcement(
            found.state, found.title, found.place, found.starts_at, found.step_free, found.summary
        ),
        context["now"],
    )
    context |= {
        "needs": queries.needs_of(found),
        "free": queries.evening_of(found).free,
        "wishes": len(states),
        "new_wishes": states.count("received"),
        "lacks": lacks if found.state == State.DRAFT else [],
        "move_form": bound if isinstance(bound, MoveForm) else MoveForm(auto_id="termin-%s", initial=start),
        "cancel_form": bound if isinstance(bound, CancelForm) else CancelForm(auto_id="absage-%s"),
        "step_form": bound,
        "photos": found.photos.count(),
        "been": rules.over(found.state, found.ends_at, context["now"]),
        "closable": found.state == State.PUBLISHED and context["begun"],
    }
    return render(request, "assemblies/desk/assembly.html", context, status=422 if bound else 200)


@staff_only
@require_POST
def step(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the step named `schritt` on the version the person saw."""
    found, key = organised(request, number), request.POST.get("schritt", "")
    person, version = person_of(request), as_number(request.POST.get("version"))

    def move(data: dict[str, Any]) -> object:
        return actions.move(
            found, data["starts_at"], data["ends_at"], place=data["place"], address=data["address"],
            reason=data["reason"], by=person, expect_version=version,
        )  # fmt: skip

    def cancel(data: dict[str, Any]) -> object:
        return actions.cancel(found, reason=data["reason"], by=person, expect_version=version)

    def publish(data: dict[str, Any]) -> object:
        return actions.publish(found, by=person, expect_version=version)

    def close(data: dict[str, Any]) -> object:
        return actions.close(found, by=person, expect_version=version)

    ways: dict[str, tuple[forms.Form, Callable[[dict[str, Any]], object], str]] = {
        "announce": (forms.Form(request.POST), publish, _("Announced. Everybody can read it now.")),
        "move": (
            MoveForm(request.POST, auto_id="termin-%s"),
            move,
            _("Moved. Everyone who signed up is told."),
        ),
        "cancel": (
            CancelForm(request.POST, auto_id="absage-%s"),
            cancel,
            _("Cancelled. Everyone who signed up is told."),
        ),
        "close": (forms.Form(request.POST), close, _("Closed. Now the wishes are followed up.")),
    }
    if key not in ways:
        raise Http404
    form, act, said = ways[key]
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return back(request, found, said)
    return _page(request, organised(request, number), form)
