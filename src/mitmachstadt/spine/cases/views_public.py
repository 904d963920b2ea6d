"""What everybody may ask about a case by its number, what the sender sees by the secret link, and what is late."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from mitmachstadt.spine.cases import attachments, links, queries, registry, rules, sender
from mitmachstadt.spine.cases.forms import LookupForm, OwnTextForm
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.timeline import lines
from mitmachstadt.spine.files.queries import preview_address
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.problems import Refused, add_to_form
from mitmachstadt.spine.ui.gone import LinkGone


@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """`/vorgang/?nummer=`: finds a case by the number of its receipt."""
    asked = request.GET.get("nummer", "").strip()
    form = LookupForm({"number": asked} if "nummer" in request.GET else None)
    if asked and form.is_valid():
        if too_many("lookup", client_address(request), limit=120, seconds=600):
            form.add_error("number", _("That were many tries at once. Please wait ten minutes."))
        else:
            found = queries.public_case(form.cleaned_data["number"])
            if found:
                return redirect("cases:public", number=found.number)
            # Whether there is one that not everybody may see is nobody's business.
            missing = _(
                "No case with this number is to be seen here. Please check it again; "
                "your own is always shown by the link of its receipt."
            )
            form.add_error("number", missing)
    return render(request, "cases/lookup.html", {"form": form})


def _context(case: Case) -> dict[str, Any]:
    kind, today = registry.kind_of(case), timezone.localdate()
    return {
        "case": case,
        "kind": kind,
        "state": kind.state(case.state),
        "today": today,
        "overdue": rules.is_overdue(case.due_on, today),
        "duty_kind": kind.duty(case.duty_key) if case.duty_key else None,
        "lines": lines(case, internal=False, today=today),
        "panel_template": kind.public_template,
        "never_public": not any(state.public for state in kind.states),
    }


@require_GET
def public(request: HttpRequest, number: str) -> HttpResponse:
    """`/vorgang/<number>/`: state and dates for everybody, the words only once they are released."""
    case = queries.public_case(number)
    if case is None or registry.find_kind(case.kind) is None:
        raise Http404
    context = _context(case)
    kind = context["kind"]
    if case.public and kind.public_view:
        context |= kind.public_view(case)
    return render(request, "cases/public.html", {**context, "shown": case.public})


def case_by_secret(number: str, secret: str) -> Case:
    """The case that the link opens; 404 for a wrong, old or deleted one, without telling which."""
    case: Case | None = (
        queries.with_open_duty(Case.objects.all()).select_related("unit").filter(number=number).first()
    )
    if case is None or not links.opens(case, secret) or registry.find_kind(case.kind) is None:
        raise LinkGone
    return case


@never_cache
@require_safe
def attachment(request: HttpRequest, number: str, upload_id: uuid.UUID) -> HttpResponse:
    """`/vorgang/<number>/anlage/<uuid>/`: leads to a file of the public timeline, as long as the case is public."""
    upload = attachments.public_attachment(number, upload_id)
    if upload is None:
        raise Http404
    return redirect(preview_address(upload))


@never_cache
@require_GET
def by_secret(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/vorgang/<number>/<secret>/`: everything for the sender, without an account."""
    return _sender_page(request, case_by_secret(number, secret), secret)


def _sender_page(
    request: HttpRequest, case: Case, secret: str, form: OwnTextForm | None = None
) -> HttpResponse:
    context, kind = _context(case), registry.kind_of(case)
    if kind.public_view:
        context |= kind.public_view(case)
    changeable = sender.may_change(case)
    if form is None and changeable and kind.own_text:
        values = kind.own_values(case) if kind.own_values else {}
        form = OwnTextForm(
            initial={**values, "text": kind.own_text(case), "version": case.version}, kind=kind
        )
    withdrawable = sender.withdrawal(case) is not None
    context |= {
        "shown": True,
        "secret": secret,
        "form": form if changeable else None,
        "withdrawable": withdrawable,
        "own": True,
    }
    response = render(request, "cases/public.html", context, status=422 if form and form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def change(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The sender's buttons: `was` is text, withdraw or delete."""
    case = case_by_secret(number, secret)
    what = request.POST.get("was", "")
    if what == "delete":
        sender.delete_personal(case, reason=_("At the wish of the sender."))
        messages.success(request, _("Your e-mail address is deleted. This link no longer works."))
        return redirect("cases:lookup")
    if what == "withdraw":
        try:
            sender.withdraw(case, expect_version=case.version, wishes=request.POST.getlist("wunsch"))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request,
                _("You have withdrawn it.")
                if case.public
                else _("You have withdrawn it. Nobody will see it."),
            )
        return redirect("cases:sender", number=number, secret=secret)
    form = OwnTextForm(request.POST, kind=registry.kind_of(case))
    if form.is_valid():
        try:
            said = dict(form.cleaned_data)
            sender.change_text(case, said.pop("text"), expect_version=said.pop("version"), more=said)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Your new text is kept."))
            return redirect("cases:sender", number=number, secret=secret)
    if not sender.may_change(case):
        messages.error(request, _("Your text has already been checked. It can no longer be changed."))
        return redirect("cases:sender", number=number, secret=secret)
    return _sender_page(request, case, secret, form)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """`/vorgang/bestaetigen/<token>/`: a button confirms the address, since mail scanners open links by themselves."""
    case = sender.case_of_token(token)
    if case is None:
        return render(request, "cases/confirm.html", {"expired": True}, status=404)
    context = {"case": case, "done": case.email_confirmed_at is not None, "kind": registry.kind_of(case)}
    if request.method == "POST":
        try:
            sender.confirm_email(token)
        except Refused as refused:
            return render(request, "cases/confirm.html", {**context, "refused": str(refused)}, status=409)
        context["done"] = True
    return render(request, "cases/confirm.html", context)


@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """`/ueberfaellig/`: what is treated, open and late, by unit and body, with every public late case."""
    today = timezone.localdate()
    figures = queries.overdue_figures(today)
    late = list(queries.overdue_cases(today)[:200])
    for case in late:
        case.kind_info = registry.find_kind(case.kind)
    names = {duty.key: duty.name for kind in registry.kinds() for duty in kind.duties}
    return render(
        request,
        "cases/overdue.html",
        {
            "figures": figures,
            "total": queries.UnitFigures(
                "",
                sum(row.treated for row in figures),
                sum(row.open for row in figures),
                sum(row.overdue for row in figures),
            ),
            "late": late,
            "today": today,
            "punctuality": [(names.get(row.key, row.key), row) for row in queries.punctuality()],
            "has_sample": Case.objects.filter(sample=True).exists(),
        },
    )
