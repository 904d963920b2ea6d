"""Pages for everybody: report a contribution, object to a hiding, and what moderation did in each quarter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.views_public import case_by_secret
from mitmachstadt.spine.moderation import deciding, traps
from mitmachstadt.spine.moderation.authors import is_public_kind
from mitmachstadt.spine.moderation.forms import ObjectionForm, ReportForm, TrappedForm
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.moderation.models import Quarter
from mitmachstadt.spine.problems import Problem, Refused, add_to_form

#: Reports per ten minutes. A class of 30 behind one address may report what one of them found; a machine may not.
PER_ADDRESS, SPAN = 150, 600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: str) -> HttpResponse:
    """`/inhalt-melden/<number>/`: what is wrong, in two answers; the receipt is a case with number and day."""
    target = Case.objects.public().select_related("unit").filter(number=number).first()
    if target is None or not is_public_kind(kind_of(target)):
        raise Http404
    person = request.user if isinstance(request.user, User) else None
    form = ReportForm(request.POST or None, initial={"email": person.email if person else ""})
    context = {"target": target, "kind": kind_of(target), "text": deciding.text_of(target)}
    if request.method == "POST" and form.is_valid() and not stopped(request, form, "report"):
        try:
            case, secret = deciding.report(
                target,
                ground=form.cleaned_data["ground"],
                text=form.cleaned_data["text"],
                by=person,
                email=form.cleaned_data["email"],
                language=get_language() or "de",
                token=form.cleaned_data["form_token"][:64],
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Thank you. Your report has arrived; this page is your receipt."))
            return redirect("cases:sender", case.number, secret)
    return page(request, "moderation/report.html", form, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/einspruch/<number>/<secret>/`: the author's one objection, by the link that only the author has."""
    target = case_by_secret(number, secret)
    if not target.hidden:
        return redirect("cases:sender", number, secret)
    form = ObjectionForm(request.POST or None)
    context = {
        "target": target, "secret": secret, "text": deciding.text_of(target), "open": deciding.may_object(target),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid() and not stopped(request, form, "object"):
        try:
            case, own = deciding.object_to(
                target, form.cleaned_data["text"], token=form.cleaned_data["form_token"][:64]
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Your objection has arrived; this page is your receipt."))
            return redirect("cases:sender", case.number, own)
    return page(request, "moderation/object.html", form, context)


def stopped(request: HttpRequest, form: TrappedForm, name: str) -> bool:
    """True, with a sentence in the form, for machines and floods."""
    token = form.cleaned_data["form_token"]
    problem = None
    if form.cleaned_data[traps.TRAP_FIELD] or traps.read_token(token) is None or traps.too_fast(token):
        problem = Problem("", "again", _("Please send the form once more."))
    elif too_many(f"moderation.{name}", client_address(request), limit=PER_ADDRESS, seconds=SPAN):
        problem = Problem("", "too_many", _("Too many at once. Please try again in ten minutes."))
    if problem is not None:
        add_to_form(form, Refused([problem]))
    return problem is not None


def page(request: HttpRequest, template: str, form: TrappedForm, context: dict[str, Any]) -> HttpResponse:
    """The form, with its own token as long as that holds."""
    old = form.data.get("form_token", "") if form.is_bound else ""
    token = old if traps.read_token(old) else traps.new_token()
    many = (
        any(error.code == "too_many" for error in form.non_field_errors().as_data())
        if form.is_bound
        else False
    )
    return render(
        request,
        template,
        {**context, "form": form, "form_token": token, "trap": traps.TRAP_FIELD},
        status=429 if many else 422 if form.errors else 200,
    )


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """`/moderation/`: how moderation works here, and its figures by quarter."""
    return render(request, "moderation/figures.html", {"quarters": list(Quarter.objects.public()[:20])})
