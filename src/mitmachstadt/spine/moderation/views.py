"""Pages for everybody: report a contribution, object to a hiding, and what moderation did in each quarter."""

from __future__ import annotations

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
from mitmachstadt.spine.moderation import deciding
from mitmachstadt.spine.moderation import figures as counted
from mitmachstadt.spine.moderation.authors import is_public_kind
from mitmachstadt.spine.moderation.forms import ObjectionForm, ReportForm
from mitmachstadt.spine.moderation.models import Quarter
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form

#: Reports per ten minutes. A class of 30 behind one address may report what one of them found; a machine may not.
PER_ADDRESS = 150


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
    if (
        request.method == "POST"
        and form.is_valid()
        and not stopped(request, form, "moderation.report", limit=PER_ADDRESS)
    ):
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
        "made": deciding.objection_made(target),
    }  # fmt: skip
    if (
        request.method == "POST"
        and form.is_valid()
        and not stopped(request, form, "moderation.object", limit=PER_ADDRESS)
    ):
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


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """`/moderation/`: how moderation works here, and its figures by quarter."""
    context = {"quarters": list(Quarter.objects.public()[:20]), "parts": [part() for part in counted.beside]}
    return render(request, "moderation/figures.html", context)
