"""`/vorschlaege/machen/`: form, what is alike, preview, receipt, and the author's question back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.modules.proposals.actions import photos as pictures
from mitmachstadt.modules.proposals.actions import proposals as actions
from mitmachstadt.modules.proposals.actions.finding import KIND
from mitmachstadt.modules.proposals.cases.proposal import DELETE_AFTER_DAYS
from mitmachstadt.modules.proposals.forms import ProposalForm
from mitmachstadt.modules.proposals.queries import listing, town, writers
from mitmachstadt.modules.proposals.rules.authors import JOINABLE
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import word
from mitmachstadt.spine.cases.actions import move
from mitmachstadt.spine.cases.models import Case, Duty
from mitmachstadt.spine.cases.registry import Given, kind_of
from mitmachstadt.spine.cases.views_public import case_by_secret
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form

#: From one address in ten minutes: a school class that writes together passes.
PER_ADDRESS = 60


def signed_in(request: HttpRequest) -> User | None:
    """The person, or None for guests."""
    return request.user if isinstance(request.user, User) else None


@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """The form, its preview with what is alike, and the receipt; `was` says what the button does."""
    person, rules = signed_in(request), town.proposal_rules()
    context: dict[str, Any] = {
        "rules": rules,
        "thresholds": [town.sentence(one) for one in rules.thresholds if one.votes],
        "delete_on": timezone.localdate() + timedelta(days=DELETE_AFTER_DAYS),
        "centre": settings.TOWN["centre"],
    }
    if request.method != "POST":
        return page(request, "proposals/form.html", ProposalForm(person=person), context)
    form = ProposalForm(request.POST, request.FILES, person=person)
    was = request.POST.get("was", "preview")
    photos, wrong = pictures.take(
        request.FILES.getlist("photos"), request.POST.get("photos_kept", ""),
        without=request.POST.getlist("photos_remove"),
    )  # fmt: skip
    alts, missing = pictures.described(photos, request.POST)
    lacking = {one.field for one in missing} if was == "send" else set()
    context |= {
        "photos": [(one, alts[str(one.pk)], f"alt_{one.pk}" in lacking) for one in photos],
        "photos_kept": pictures.signed(photos),
    }
    if not form.is_valid() or was == "back" or wrong:
        if wrong:
            add_to_form(form, Refused(wrong))
        return page(request, "proposals/form.html", form, {**context, "again": was == "back" and not wrong})
    words = form.words()
    context |= {"words": words, "alike": listing.alike(words.title, words.text)}
    try:
        if was != "send" or missing:
            actions.check(words)
            if missing and was == "send":
                form.add_error(None, _("Please say of each photo what is to be seen on it."))
            return page(request, "proposals/preview.html", form, context)
        if stopped(request, form, KIND, limit=PER_ADDRESS):
            return page(request, "proposals/preview.html", form, context)
        case, secret = actions.hand_in(
            words,
            actions.Sender(user=person, email=form.cleaned_data["email"], language=get_language() or "de"),
            token=traps.read_token(form.cleaned_data["form_token"]) or "",
            photos=(photos, alts),
        )
    except Refused as refused:
        add_to_form(form, refused)
        return page(request, "proposals/form.html", form, context)
    pictures.drop_unused(photos)
    return redirect("proposals:receipt", number=case.number, secret=secret)


@never_cache
@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """`/vorschlaege/aehnliche/?titel=&text=`: a piece of page for the form, while somebody writes."""
    title, text = word(request.GET, "titel", 120), word(request.GET, "text", 500)
    return render(request, "proposals/alike.html", {"alike": listing.alike(title, text)})


def _own(number: str, secret: str) -> Case:
    case = case_by_secret(number, secret)
    if case.kind != KIND:
        raise Http404
    return case


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """`/vorschlaege/<number>/<secret>/`: number, what follows, what is kept, and the question back."""
    case = _own(number, secret)
    proposal = actions.proposal_of(case)
    response = render(
        request,
        "proposals/receipt.html",
        {
            "case": case,
            "proposal": proposal,
            "state": kind_of(case).state(case.state),
            "duty": Duty.objects.filter(case=case, done_at__isnull=True).select_related("unit").first(),
            "secret": secret,
            "way": writers.way_now(proposal, timezone.localdate()),
            "additions": [one for one in writers.VERSIONS(proposal.pk) if one.addition and not one.hidden_at],
            "joinable": case.state in JOINABLE,
            "can_ask_back": bool(proposal.outcome) and not proposal.asked_back and case.state != "built",
            "base_url": settings.BASE_URL,
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def ask_back(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The author asks back once; then the town owes another answer."""
    case = _own(number, secret)
    given = Given(text=request.POST.get("text", "").strip()[:2000])
    try:
        move(case, "asked_back", by=None, expect_version=case.version, as_sender=True, given=given)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your question has arrived. The town owes you an answer."))
    return redirect("proposals:receipt", number=number, secret=secret)
