"""The desk's pages for meetings: the calendar of the bodies, and the agenda of one meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mitmachstadt.modules.council import actions, subject_actions
from mitmachstadt.modules.council.desk.agenda import boards
from mitmachstadt.modules.council.desk.common import keepers_only
from mitmachstadt.modules.council.forms import ItemForm, MeetingForm, MoveForm, ResultForm
from mitmachstadt.modules.council.models import AgendaItem, Meeting
from mitmachstadt.modules.council.permissions import may_keep_meetings
from mitmachstadt.modules.council.queries import ledger
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import registry
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.problems import Problem, Refused, add_to_form

PAST = timedelta(days=400)
MOST = 200
#: What other modules call a field -> how the form calls it.
FIELDS = {
    **dict.fromkeys(("meeting_on", "state", "informed_at", "published_at", "listing_exception"), "subject"),
    "paper_title": "title",
}


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _keeper(request: HttpRequest) -> User:
    """The person, when she keeps meetings; 404 for others."""
    person = _person(request)
    if not may_keep_meetings(person):
        raise Http404
    return person


def _meeting(pk: int) -> Meeting:
    found: Meeting | None = (
        Meeting.objects.select_related("body").filter(pk=pk, deleted_at=None, starts_at__isnull=False).first()
    )
    if found is None:
        raise Http404
    return found


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/sitzungen/`: meetings to come and past, and a new one."""
    person, now = _person(request), timezone.now()
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            meeting = actions.add_meeting(
                data["body"], data["starts_at"], place=data["place"], by=_keeper(request)
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("The meeting is in the calendar."))
            return redirect("council:desk-meeting", pk=meeting.pk)
    start_of_day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        Meeting.objects.filter(deleted_at=None)
        .select_related("body")
        .prefetch_related(Prefetch("items", AgendaItem.objects.filter(deleted_at=None)))
    )
    context = {
        **desk_context(request),
        "form": form,
        "may_keep": may_keep_meetings(person),
        "today": timezone.localdate(),
        "coming": rows.filter(starts_at__gte=start_of_day).order_by("starts_at", "id")[:MOST],
        "past": rows.filter(starts_at__lt=start_of_day, starts_at__gte=now - PAST).order_by(
            "-starts_at", "-id"
        )[:MOST],
    }
    return render(request, "council/desk/meetings.html", context, status=422 if form.errors else 200)


def _page(
    request: HttpRequest, meeting: Meeting, bound: forms.Form | None = None, at: int = 0
) -> HttpResponse:
    keep, begun = may_keep_meetings(_person(request)), meeting.begins <= timezone.now()
    items = list(meeting.items.filter(deleted_at=None).select_related("paper").order_by("number"))

    def result_form(item: AgendaItem) -> ResultForm | None:
        if not keep or not begun or meeting.cancelled:
            return None
        if isinstance(bound, ResultForm) and at == item.pk:
            return bound
        return ResultForm(
            auto_id=f"ergebnis-{item.pk}-%s",
            initial={name: getattr(item, name) for name in ("result", "outcome", "vote", "resolution_text")},
        )

    waiting = ledger.waiting_counts(items, meeting) if keep else {}
    start = {"starts_at": timezone.localtime(meeting.begins), "place": meeting.place}
    context = {
        **desk_context(request),
        "meeting": meeting,
        "today": timezone.localdate(),
        "may_keep": keep,
        "begun": begun,
        "decided": any(item.result or item.outcome for item in items),
        "items": [(item, result_form(item), waiting.get(item.pk, 0)) for item in items],
        "item_form": bound if isinstance(bound, ItemForm) else ItemForm(boards(meeting), auto_id="punkt-%s"),
        "move_form": bound if isinstance(bound, MoveForm) else MoveForm(auto_id="termin-%s", initial=start),
        "form_errors": bound,
        "case_kinds": {kind.key for kind in registry.kinds()},
    }
    return render(request, "council/desk/meeting.html", context, status=422 if bound is not None else 200)


@staff_only
@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """`/schreibtisch/sitzungen/<id>/`: one meeting with its agenda."""
    return _page(request, _meeting(pk))


def _try(
    request: HttpRequest,
    found: Meeting,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    said: str,
    at: int = 0,
) -> HttpResponse:
    """Runs an action with the form's values; a refusal shows the page again with everything that was typed."""
    if not form.is_valid():
        return _page(request, found, form, at)
    try:
        act(form.cleaned_data)
    except Refused as refused:
        add_to_form(form, refused)
        return _page(request, _meeting(found.pk), form, at)
    messages.success(request, said)
    return redirect("council:desk-meeting", pk=found.pk)


@staff_only
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the meeting another time or place; its items are asked again."""
    found, person = _meeting(pk), _keeper(request)
    return _try(
        request, found, MoveForm(request.POST, auto_id="termin-%s"),
        lambda data: actions.move_meeting(
            found, data["starts_at"], place=data["place"], reason=data["reason"], by=person
        ),
        _("Moved."),
    )  # fmt: skip


@staff_only
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancels the meeting; a second press does no harm."""
    found = _meeting(pk)
    try:
        actions.cancel_meeting(found, by=_keeper(request))
        messages.success(request, _("The meeting is cancelled. Its agenda stays readable."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("council:desk-meeting", pk=pk)


@staff_only
@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts an item on the agenda."""
    found, person = _meeting(pk), _keeper(request)

    def act(data: dict[str, Any]) -> object:
        try:
            return subject_actions.add_item_about(found, by=person, **data)
        except Refused as refused:
            raise Refused(
                Problem(FIELDS.get(p.field, p.field), p.code, p.message) for p in refused.problems
            ) from None

    return _try(
        request,
        found,
        ItemForm(boards(found), request.POST, auto_id="punkt-%s"),
        act,
        _("It is on the agenda."),
    )


@keepers_only
@require_GET
def choices(request: HttpRequest, *, by: User) -> JsonResponse:
    """`/schreibtisch/sitzungen/vorschlaege.json?q=`: what an item may be about, by number or words."""
    found = subject_actions.choices(
        asked.word(request.GET, "q", 100), papers_only=asked.word(request.GET, "nur", 20) == "vorlagen"
    )
    entries = [{"title": one.title, "kind": f"{one.label} {one.id}", "value": one.id} for one in found]
    return JsonResponse({"entries": entries}, json_dumps_params={"ensure_ascii": False})


def _item(found: Meeting, item_id: int) -> AgendaItem:
    item: AgendaItem | None = AgendaItem.objects.filter(meeting=found, pk=item_id, deleted_at=None).first()
    if item is None:
        raise Http404
    return item


@staff_only
@require_POST
def drop_item(request: HttpRequest, pk: int, item_id: int) -> HttpResponse:
    """Takes an item off the agenda; a second press does no harm."""
    found, person = _meeting(pk), _keeper(request)
    item = AgendaItem.objects.filter(meeting=found, pk=item_id, deleted_at=None).first()
    try:
        if item is not None:
            actions.remove_agenda_item(item, by=person)
        messages.success(request, _("It is off the agenda."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("council:desk-meeting", pk=pk)


@staff_only
@require_POST
def result(request: HttpRequest, pk: int, item_id: int) -> HttpResponse:
    """Keeps what was decided."""
    found, person = _meeting(pk), _keeper(request)
    item = _item(found, item_id)
    return _try(
        request, found, ResultForm(request.POST, auto_id=f"ergebnis-{item_id}-%s"),
        lambda data: actions.record_result(
            item, data["result"], vote=data["vote"], outcome=data["outcome"], by=person,
            resolution_text=data["resolution_text"],
        ),
        _("The result is kept."), at=item_id,
    )  # fmt: skip
