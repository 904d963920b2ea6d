"""`/barrierefreiheit/melden/`: a barrier of these pages, told without account and answered as a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.content import actions
from mitmachstadt.modules.content.forms import BarrierForm
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import page, stopped

PER_ADDRESS = 100


@never_cache
@require_http_methods(["GET", "POST"])
def report_barrier(request: HttpRequest) -> HttpResponse:
    """The form; a good one leads to the case's own page with number and date of the answer."""
    person = request.user if isinstance(request.user, User) else None
    start = {"page": request.GET.get("seite", "")[:300], "email": person.email if person else ""}
    form = BarrierForm(request.POST) if request.method == "POST" else BarrierForm(initial=start)
    if not form.is_valid() or stopped(request, form, "barrier", limit=PER_ADDRESS):
        return page(request, "content/report_barrier.html", form, {})
    case, secret = actions.report_barrier(
        text=form.cleaned_data["text"],
        page=form.cleaned_data["page"],
        email=form.cleaned_data["email"],
        by=person,
        language=get_language() or "de",
        token=traps.read_token(form.cleaned_data["form_token"]) or "",
    )
    return redirect("cases:sender", case.number, secret)
