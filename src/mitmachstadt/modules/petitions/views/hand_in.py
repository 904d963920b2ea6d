"""`/antraege/stellen/` and what the author sees afterwards: form, preview, receipt, answer to the invitation, letters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.modules.petitions import ahead, files, letters
from mitmachstadt.modules.petitions.actions import petitions as actions
from mitmachstadt.modules.petitions.cases.petition import DELETE_AFTER_DAYS
from mitmachstadt.modules.petitions.forms.petition import PetitionForm
from mitmachstadt.modules.petitions.queries import register, town
from mitmachstadt.modules.petitions.views.pages import pdf, receipt_page, signed_in
from mitmachstadt.modules.petitions.words import who_sentence
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.views_public import case_by_secret
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form

PER_ADDRESS = 60


@never_cache
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """The form, its preview, and the receipt; `was` says what the button does: preview, back, send."""
    today = timezone.localdate()
    rules = town.petition_rules(today)
    person, town_name = signed_in(request), str(settings.TOWN["name"])
    context: dict[str, Any] = {
        "rules": rules,
        "who": who_sentence(rules.author),
        "delete_on": today + timedelta(days=DELETE_AFTER_DAYS),
        "kept": [],
    }
    if request.method != "POST":
        form = PetitionForm(rules.author, town_name, person=person)
        return page(request, "petitions/form.html", form, context)
    form = PetitionForm(rules.author, town_name, request.POST, request.FILES, person=person)
    was, valid = request.POST.get("was", "preview"), form.is_valid()
    kept, problems = files.take(
        request.FILES.getlist("attachments"),
        request.POST.getlist("kept"),
        request.POST.getlist("drop"),
        str(form.data.get("attachments_alt", "")),
    )
    context["kept"] = kept
    if problems:
        add_to_form(form, Refused(problems))
        valid = False
    if valid and was == "back":
        return page(request, "petitions/form.html", form, {**context, "again": True})
    if not valid:
        return page(request, "petitions/form.html", form, context)
    if was != "send":
        return page(request, "petitions/preview.html", form, context)
    return _send(request, form, kept, context)


def _send(
    request: HttpRequest, form: PetitionForm, kept: list[files.Kept], context: dict[str, Any]
) -> HttpResponse:
    if stopped(request, form, "petition", limit=PER_ADDRESS):
        return page(request, "petitions/preview.html", form, context)
    try:
        case, secret = actions.hand_in(
            form.words(files.free(kept)),
            form.who(get_language() or "de"),
            token=traps.read_token(form.cleaned_data["form_token"]) or "",
        )
    except Refused as refused:
        add_to_form(form, refused)
        return page(request, "petitions/form.html", form, context)
    return redirect("petitions:receipt", number=case.number, secret=secret)


def _own(number: str, secret: str) -> Case:
    case = case_by_secret(number, secret)
    if case.kind != actions.KIND:
        raise Http404
    return case


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/antraege/<number>/<secret>/`: number, where it stands, what comes next and until when, what is stored."""
    case = _own(number, secret)
    rules, now = town.rules_of(case), timezone.now()
    petition = register.petition_of(case)
    return receipt_page(
        request,
        "petitions/receipt.html",
        case,
        secret,
        {
            "petition": petition,
            "ahead": ahead.of_petition(case, petition, rules, now),
            "coming": petition.meeting_at is not None and petition.meeting_at > now,
            "ground_text": rules.refusals.text(petition.ground),
            "signed": case.state == "received" and rules.form.kind == "signed" and not petition.signed_on,
        },
    )


@never_cache
@require_POST
def answer(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/antraege/<number>/<secret>/einladung/`: whether the author comes."""
    case = _own(number, secret)
    try:
        actions.answer_invitation(case, request.POST.get("antwort", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("Thank you, your answer is kept. You can change it until the meeting begins.")
        )
    return redirect("cases:sender", number=number, secret=secret)


@never_cache
@require_safe
def letter(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/antraege/<number>/<secret>/schreiben.pdf`: what the town writes, as an accessible letter."""
    case = _own(number, secret)
    if not letters.has_letter(case):
        raise Http404
    return pdf(letters.letter(register.petition_of(case)), f"{number}-schreiben.pdf")


@never_cache
@require_safe
def sheet(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/antraege/<number>/<secret>/antrag.pdf`: the petition itself, to keep or to sign."""
    case = _own(number, secret)
    return pdf(letters.petition_sheet(register.petition_of(case)), f"{number}.pdf")
