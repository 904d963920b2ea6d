"""“Mir auch aufgefallen”: joining a report instead of writing a second one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.reports.actions import joining
from mitmachstadt.modules.reports.actions.reports import Reporter
from mitmachstadt.modules.reports.forms import AnswerForm
from mitmachstadt.modules.reports.queries import reports as queries
from mitmachstadt.modules.reports.views.reporting import PER_ADDRESS, signed_in
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, number: str) -> HttpResponse:
    """`/meldungen/<number>/auch/`: one press, an address if wanted."""
    report = queries.one(number)
    if report is None:
        raise Http404
    person = signed_in(request)
    data = (request.POST,) if request.method == "POST" else ()
    form = AnswerForm(*data, initial={"email": person.email if person else ""})
    context = {"report": report, "case": report.case}
    if not form.is_valid() or stopped(request, form, "report-join", limit=PER_ADDRESS):
        return page(request, "reports/join.html", form, context)
    who = Reporter(user=person, email=form.cleaned_data.get("email", ""), language=get_language() or "de")
    try:
        _one, made = joining.join(report, who, token=traps.read_token(form.cleaned_data["form_token"]) or "")
    except Refused as refused:
        add_to_form(form, refused)
        return page(request, "reports/join.html", form, context)
    said = _("Thank you. You wait with the others now.") if made else _("You had said so already, thank you.")
    messages.success(request, said)
    return redirect("reports:detail", number=number)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """`/meldungen/auch/<token>/`: a button proves the address, since mail scanners open links by themselves."""
    one = joining.companion_of(token)
    if one is None:
        return render(request, "reports/confirm.html", {"expired": True}, status=404)
    if request.method == "POST":
        joining.confirm(one)
        one.refresh_from_db()
    context = {"case": one.report.case, "done": one.confirmed_at is not None}
    return render(request, "reports/confirm.html", context)
