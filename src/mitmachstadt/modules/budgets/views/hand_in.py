"""`/budgets/<slug>/antrag/` and what the applicant sees afterwards: form, preview, receipt, completion, beginning, proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.modules.budgets import files, letters
from mitmachstadt.modules.budgets.actions import applications as actions
from mitmachstadt.modules.budgets.cases.application import DELETE_AFTER_DAYS
from mitmachstadt.modules.budgets.cases.desk import view as case_view
from mitmachstadt.modules.budgets.forms.application import ApplicationForm, CompleteForm, ProofForm, StartForm
from mitmachstadt.modules.budgets.models import Budget, FileUse, Ground
from mitmachstadt.modules.budgets.queries import process
from mitmachstadt.modules.budgets.queries.applications import KIND, application_of
from mitmachstadt.modules.budgets.rules import consent_problems
from mitmachstadt.modules.budgets.views.public import last_moment
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases import sender
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import kind_of
from mitmachstadt.spine.cases.views_public import case_by_secret
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form

#: From one address in ten minutes: a school class that applies together passes.
PER_ADDRESS = 60


def signed_in(request: HttpRequest) -> User | None:
    """The person, or None for guests."""
    return request.user if isinstance(request.user, User) else None


def _files(request: HttpRequest, what: str, *uses: str) -> tuple[list[files.Kept], list[Any]]:
    """The files of a form: those kept before and the new ones of each use."""
    new = [(use, one) for use in uses for one in request.FILES.getlist(use)]
    return files.take(new, request.POST.getlist("kept"), request.POST.getlist("drop"), what)


@never_cache
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, its preview, and the receipt; `was` says what the button does: preview, back, send."""
    budget = get_object_or_404(
        Budget.objects.public().prefetch_related("phases").select_related("district"), slug=slug
    )
    rules, now, person = process.terms_of(budget), timezone.now(), signed_in(request)
    if request.method != "POST" and not process.may(budget, "apply", now):
        messages.info(request, str(actions.CLOSED.message))
        return redirect("budgets:detail", slug=slug)
    end = process.until(budget, "apply", now)
    context: dict[str, Any] = {
        "budget": budget, "rules": rules, "until": last_moment(end) if end else "", "kept": [],
        "delete_on": timezone.localdate() + timedelta(days=DELETE_AFTER_DAYS), "centre": settings.TOWN["centre"],
    }  # fmt: skip
    town = str(settings.TOWN["name"])
    if request.method != "POST":
        form = ApplicationForm(budget, rules, town, person=person)
        return page(request, "budgets/form.html", form, context)
    form = ApplicationForm(budget, rules, town, request.POST, request.FILES, person=person)
    was, valid = request.POST.get("was", "preview"), form.is_valid()
    kept, problems = _files(request, str(form.data.get("title", "")), FileUse.CONSENT, FileUse.PHOTO)
    context["kept"] = kept
    if was == "rows":
        # More lines were asked for, and nothing is judged yet.
        form.errors.clear()
        form.more_rows = True
        return page(request, "budgets/form.html", form, context)
    consent = any(one.use == FileUse.CONSENT for one in kept)
    if not valid and was != "back":
        problems = [
            *problems,
            *consent_problems(form.cleaned_data.get("ground") == Ground.CONSENT, consent, rules),
        ]
    if valid and was != "back":
        who = form.who(person, get_language() or "de")
        problems = [*problems, *actions.problems_of(budget, form.words(), who, consent)]
    if problems:
        add_to_form(form, Refused(problems))
    if not valid or problems or was == "back":
        return page(request, "budgets/form.html", form, {**context, "again": was == "back" and not problems})
    context |= {"words": form.words(), "planned": sum(amount for _what, amount in form.cleaned_data["costs"])}
    if was != "send":
        return page(request, "budgets/preview.html", form, context)
    return _send(request, budget, form, kept, context)


def _send(
    request: HttpRequest,
    budget: Budget,
    form: ApplicationForm,
    kept: list[files.Kept],
    context: dict[str, Any],
) -> HttpResponse:
    if stopped(request, form, KIND, limit=PER_ADDRESS):
        return page(request, "budgets/preview.html", form, context)
    try:
        case, secret = actions.hand_in(
            budget,
            form.words(),
            form.who(signed_in(request), get_language() or "de"),
            files=kept,
            token=traps.read_token(form.cleaned_data["form_token"]) or "",
        )
    except Refused as refused:
        add_to_form(form, refused)
        return page(request, "budgets/form.html", form, context)
    return redirect("budgets:receipt", number=case.number, secret=secret)


def own(number: str, secret: str) -> Case:
    """The case of an application that the link opens; 404 for any other."""
    case = case_by_secret(number, secret)
    if case.kind != KIND:
        raise Http404
    return case


def _shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/budgets/meine/<number>/<secret>/`: number, where it stands, what comes next, what is kept."""
    case = own(number, secret)
    duty = Duty.objects.filter(case=case, done_at__isnull=True).select_related("unit").first()
    context = {
        **case_view(case), "case": case, "state": kind_of(case).state(case.state), "duty": duty, "secret": secret,
        "changeable": sender.may_change(case), "base_url": settings.BASE_URL, "start_form": StartForm(),
    }  # fmt: skip
    return _shown(request, "budgets/receipt.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`…/ergaenzen/`: what the town asked for."""
    case = own(number, secret)
    application = application_of(case)
    if case.state != "completing":
        messages.info(request, _("Nothing is missing now."))
        return redirect("budgets:receipt", number=number, secret=secret)
    form = CompleteForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context = {"case": case, "what": application, "form": form, "secret": secret, "kept": []}
    if request.method == "POST":
        kept, problems = _files(request, application.title, FileUse.CONSENT, FileUse.PHOTO)
        context["kept"] = kept
        if form.is_valid() and not problems:
            try:
                actions.complete(case, form.cleaned_data["text"], files=kept)
            except Refused as refused:
                problems = list(refused.problems)
            else:
                messages.success(request, _("Thank you, it has arrived. The check goes on."))
                return redirect("budgets:receipt", number=number, secret=secret)
        if problems:
            add_to_form(form, Refused(problems))
    return _shown(request, "budgets/complete.html", context, 422 if form.errors else 200)


@never_cache
@require_POST
def start(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`…/beginn/`: the day on which work began."""
    case = own(number, secret)
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give a date."))
        return redirect("budgets:receipt", number=number, secret=secret)
    try:
        actions.say_started(case, form.cleaned_data["day"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Thank you, it is noted."))
    return redirect("budgets:receipt", number=number, secret=secret)


@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`…/nachweis/`: the proof of use with receipts and photos."""
    case = own(number, secret)
    if case.state != "paid":
        messages.info(request, _("No proof of use is owed now."))
        return redirect("budgets:receipt", number=number, secret=secret)
    form, context = proof_form(request, case)
    if take_proof(request, case, form, context):
        messages.success(request, _("Thank you, the proof of use has arrived."))
        return redirect("budgets:receipt", number=number, secret=secret)
    context["secret"] = secret
    return _shown(request, "budgets/prove.html", context, 422 if form.errors else 200)


def proof_form(
    request: HttpRequest, case: Case, *, on_paper: bool = False
) -> tuple[ProofForm, dict[str, Any]]:
    """The form of a proof of use, and what its page shows."""
    application = application_of(case)
    initial = {
        "text": application.proof,
        "started_on": application.started_on,
        "done_on": application.done_on,
    }
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProofForm(*given, initial={**initial, "came_on": timezone.localdate()}, on_paper=on_paper)
    known = [
        files.shown_name(one.upload)
        for one in application.files.select_related("upload")
        if one.use in (FileUse.RECEIPT, FileUse.RESULT)
    ]
    return form, {"case": case, "what": application, "form": form, "kept": [], "names": known}


def take_proof(
    request: HttpRequest, case: Case, form: ProofForm, context: dict[str, Any], by: User | None = None
) -> bool:
    """True when a sent proof of use was taken; else the form says what is wrong, and its files are kept."""
    if request.method != "POST":
        return False
    kept, problems = _files(request, context["what"].title, FileUse.RECEIPT, FileUse.RESULT)
    context["kept"] = kept
    if form.is_valid() and not problems:
        try:
            actions.prove(case, form.proof(), files=kept, by=by, came_on=form.cleaned_data.get("came_on"))
        except Refused as refused:
            problems = list(refused.problems)
        else:
            return True
    if problems:
        add_to_form(form, Refused(problems))
    return False


@never_cache
@require_safe
def letter(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`…/schreiben.pdf`: what the town writes, as an accessible letter."""
    return pdf_of(own(number, secret))


def pdf_of(case: Case) -> HttpResponse:
    """The letter of a case; 404 where there is none."""
    application = application_of(case)
    if not letters.has_letter(application):
        raise Http404
    response = HttpResponse(letters.letter(application), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{case.number}-schreiben.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response
