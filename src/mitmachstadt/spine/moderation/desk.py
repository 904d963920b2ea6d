"""Moderation at the desk: the queue with its three steps, blocking an author, and the record from which all is undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import number
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.moderation import authors, blocking, figures, hiding, queue
from mitmachstadt.spine.moderation.forms import ReasonForm
from mitmachstadt.spine.moderation.models import Batch, ContentReport, Objection
from mitmachstadt.spine.moderation.permissions import may_moderate
from mitmachstadt.spine.moderation.queue import QueueFilter
from mitmachstadt.spine.problems import Refused, add_to_form


def moderator(request: HttpRequest) -> User:
    """The signed-in moderator; others are told that this is not theirs."""
    if not isinstance(request.user, User) or not may_moderate(request.user):
        raise PermissionDenied(str(_("This page is for moderators.")))
    return request.user


def ready_reason() -> str:
    """The sentence that stands in the form."""
    return _("This is advertising and does not belong on these pages.")


def hidden(request: HttpRequest, form: ReasonForm, hide: Callable[[str], Batch]) -> bool:
    """Hides with the form's reason and says so; False, with the sentence in the form, when the rules refuse."""
    try:
        batch = hide(form.cleaned_data["reason"])
    except Refused as refused:
        add_to_form(form, refused)
        return False
    figures.refresh_later()
    say_hidden(request, batch)
    return True


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_page(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/moderation/`: filter, tick (or take all that the filter shows), hide."""
    person = moderator(request)
    wanted = QueueFilter.of(request.POST if request.method == "POST" else request.GET)
    form = ReasonForm(request.POST or None, initial={"reason": ready_reason()})
    problem = ""
    if request.method == "POST" and form.is_valid():
        ids = chosen_ids(request, wanted)
        if not ids:
            problem = _("Please choose at least one contribution first.")
        else:
            if hidden(request, form, lambda reason: hiding.hide_many(ids, by=person, reason=reason)):
                return redirect("moderation:record")
    cases = queue.chosen(wanted)
    page = Paginator(queue.with_words(cases), queue.PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        **desk_context(request), "page": page, "wanted": wanted, "plain": QueueFilter(until=wanted.until),
        "form": form, "problem": problem,
        "last": wanted.until or Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "lines": [line_of(case) for case in page], "most": hiding.MOST, "waiting": waiting(),
    }  # fmt: skip
    return render(request, "moderation/queue.html", context, status=422 if problem or form.errors else 200)


def chosen_ids(request: HttpRequest, wanted: QueueFilter) -> list[int]:
    """Ids of the ticked rows, or of everything the filter shows up to the last row that the moderator could see."""
    if request.POST.get("alle"):
        return list(queue.chosen(wanted).values_list("pk", flat=True)[: hiding.MOST])
    return [number(one) for one in request.POST.getlist("vorgang")][: hiding.MOST]


def line_of(case: Case) -> dict[str, Any]:
    """One row of the queue."""
    kind = kind_of(case)
    judgement = getattr(case, "judgement", None)
    return {
        "case": case, "kind": kind, "state": kind.state(case.state), "judgement": judgement,
        "text": kind.own_text(case) if kind.own_text else case.title,
        "author": bool(case.sender_id or case.sender_email),
    }  # fmt: skip


def waiting() -> dict[str, Any]:
    """Open reports and objections."""
    return {
        "reports": ContentReport.objects.filter(case__state="received").count(),
        "objections": Objection.objects.filter(case__state="received").count(),
    }


def say_hidden(request: HttpRequest, batch: Batch) -> None:
    """How many are out of sight now."""
    messages.success(
        request,
        ngettext(
            "%(n)d contribution is hidden. You can undo it below.",
            "%(n)d contributions are hidden. You can undo it below.",
            batch.number,
        )
        % {"n": batch.number},
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, number: str) -> HttpResponse:
    """`/schreibtisch/moderation/sperren/<number>/`: says what one press will do, and does it."""
    person = moderator(request)
    case = get_object_or_404(Case.objects.select_related("sender", "unit"), number=number)
    form = ReasonForm(request.POST or None, initial={"reason": ready_reason()})
    posted = request.method == "POST" and form.is_valid()
    if posted and hidden(request, form, lambda why: blocking.block_author(case, by=person, reason=why)):
        return redirect("moderation:record")
    context = {
        **desk_context(request), "case": case, "form": form, "known": bool(authors.keys_of(case)),
        "number": len(blocking.contributions(case)), "days": blocking.DAYS,
    }  # fmt: skip
    return render(request, "moderation/block.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_page(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/moderation/verlauf/`: every heap that was hidden and every block, each with its undo."""
    person = moderator(request)
    if request.method == "POST":
        batch = get_object_or_404(Batch, pk=number(request.POST.get("stapel")))
        back = hiding.undo(batch, by=person)
        figures.refresh_later()
        messages.success(
            request,
            ngettext("%(n)d contribution is back.", "%(n)d contributions are back.", back) % {"n": back},
        )
        return redirect("moderation:record")
    batches = Batch.objects.select_related("by", "undone_by").prefetch_related("blocks")
    page = Paginator(batches, 30).get_page(request.GET.get("seite"))
    context = {**desk_context(request), "page": page, "today": timezone.localdate()}
    return render(request, "moderation/record.html", context)
