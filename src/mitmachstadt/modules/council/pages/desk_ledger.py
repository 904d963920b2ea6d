"""The desk page on which the minute taker records what a body did with the suggestions that waited for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.council.ledger_actions import treat
from mitmachstadt.modules.council.models import AgendaItem
from mitmachstadt.modules.council.permissions import may_keep_meetings
from mitmachstadt.modules.council.queries import ledger
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.forms import StepForm
from mitmachstadt.spine.problems import Refused, add_to_form


def _item(request: HttpRequest, pk: int, item_id: int) -> AgendaItem:
    if not isinstance(request.user, User) or not may_keep_meetings(request.user):
        raise Http404
    # `meeting__pk` and not `meeting_id`, which SQLite refuses for a number too large.
    found: AgendaItem = get_object_or_404(
        AgendaItem.objects.filter(deleted_at=None).select_related("meeting__body"), pk=item_id, meeting__pk=pk
    )
    return found


def outcomes_of(kind: registry.CaseKind) -> list[tuple[str, Any]]:
    """What a decision on a case of this kind can be."""
    return [
        (key, kind.state(key).name)
        for step in kind.transitions
        if "outcome" in step.needs and step.together
        for key in step.targets
    ]


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: HttpRequest, pk: int, item_id: int) -> HttpResponse:
    """`/schreibtisch/sitzungen/<id>/punkt/<id>/hinweise/`: one form for each step that cases wait for."""
    item = _item(request, pk, item_id)
    meeting = item.meeting
    waiting = ledger.waiting_at(item, meeting)
    chosen = {asked.number(text) for text in request.POST.getlist("vorgang")}
    sent = request.POST.get("schritt", "")
    groups, status = [], 200
    for name, entries in waiting.items():
        kind = registry.kind_of(entries[0].case)
        step = kind.transition(name.partition(".")[2])
        values = {**request.POST.dict(), "version": "1"} if sent == name else None
        form = StepForm(
            step, values, outcomes=outcomes_of(kind), letter=False, many=True, initial={"version": 1}
        )
        if values is not None:
            status = 422
            if form.is_valid():
                answer = _take(request, item, step.key, sorted(chosen), form)
                if answer is not None:
                    return answer
        groups.append({"name": name, "step": step, "entries": entries, "form": form})
    context = {
        **desk_context(request),
        "item": item,
        "meeting": meeting,
        "today": timezone.localdate(),
        "begun": meeting.begins <= timezone.now(),
        "groups": groups,
        "chosen": chosen,
        "lacking": ledger.lacking_at(item, meeting),
        "treated": treated_here(item),
    }
    return render(request, "council/desk/suggestions.html", context, status=status)


def treated_here(item: AgendaItem) -> list[tuple[Any, tuple[ledger.Treatment, ...]]]:
    """The cases that were treated at an item, each with what was recorded."""
    marks = item.treated.select_related("case").order_by("at", "pk")
    cases = list(dict.fromkeys(mark.case for mark in marks))
    told = ledger.treatments([item], cases)
    return [(case, told.get((item.pk, case.pk), ())) for case in cases]


def _take(
    request: HttpRequest, item: AgendaItem, step_key: str, ids: list[int], form: StepForm
) -> HttpResponse | None:
    """Takes the step; None when nothing was taken, with the reasons in the form."""
    assert isinstance(request.user, User)
    try:
        result = treat(item, ids, step_key, form.given(), by=request.user)
    except Refused as refused:
        add_to_form(form, refused)
        return None
    for number, sentence in result.refused:
        messages.error(request, f"{number}: {sentence}")
    if not result.done:
        return None
    said = ngettext(
        "%(n)s suggestion treated. Its sender is told.",
        "%(n)s suggestions treated. Each sender is told.",
        len(result.done),
    )
    messages.success(request, said % {"n": len(result.done)})
    return redirect("council:desk-suggestions", pk=item.meeting_id, item_id=item.pk)
