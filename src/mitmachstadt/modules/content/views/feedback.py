"""`/barrierefreiheit/melden/`: a barrier of these pages, told without account and answered as a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.content import actions
from mitmachstadt.modules.content.forms import BarrierForm
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.problems import Problem, Refused, add_to_form

PER_ADDRESS, SPAN = 100, 600


@never_cache
@require_http_methods(["GET", "POST"])
def report_barrier(request: HttpRequest) -> HttpResponse:
    """The form; a good one leads to the case's own page with number and date of the answer."""
    person = request.user if isinstance(request.user, User) else None
    if request.method == "GET":
        start = {"page": request.GET.get("seite", "")[:300], "email": person.email if person else ""}
        return _page(request, BarrierForm(initial=start), 200)
    form = BarrierForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    token = traps.read_token(form.cleaned_data["form_token"])
    if (
        form.cleaned_data[traps.TRAP_FIELD]
        or token is None
        or traps.too_fast(form.cleaned_data["form_token"])
    ):
        add_to_form(form, Refused([Problem("", "again", _("Please send the form once more."))]))
        return _page(request, form, 422)
    if too_many("barrier", client_address(request), limit=PER_ADDRESS, seconds=SPAN):
        add_to_form(
            form, Refused([Problem("", "too_many", _("Too many at once. Please try again in ten minutes."))])
        )
        return _page(request, form, 429)
    case, secret = actions.report_barrier(
        text=form.cleaned_data["text"],
        page=form.cleaned_data["page"],
        email=form.cleaned_data["email"],
        by=person,
        language=get_language() or "de",
        token=token,
    )
    return redirect("cases:sender", case.number, secret)


def _page(request: HttpRequest, form: BarrierForm, status: int) -> HttpResponse:
    old = form.data.get("form_token", "") if form.is_bound else ""
    token = old if traps.read_token(old) else traps.new_token()
    context = {"form": form, "form_token": token, "trap": traps.TRAP_FIELD}
    return render(request, "content/report_barrier.html", context, status=status)
