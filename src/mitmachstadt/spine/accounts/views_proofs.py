"""A person's own proofs: what is proven, and the ways to prove that one lives here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts import proof_actions as actions
from mitmachstadt.spine.accounts import queries, rules
from mitmachstadt.spine.accounts.models import Letter, Proof, User
from mitmachstadt.spine.accounts.proof_forms import CodeForm, LetterForm, RegisterForm
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.problems import Refused, add_to_form


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proofs(request: HttpRequest) -> HttpResponse:
    """`/meins/nachweis/`: what is proven, since when, and every way that this town offers; a proof can be taken back."""
    user = request.user
    assert isinstance(user, User)
    if "entfernen" in request.POST:
        number = request.POST["entfernen"]
        if not number.isdigit():
            raise Http404
        actions.remove_proof(get_object_or_404(Proof, pk=int(number), user=user))
        messages.success(request, gettext("Removed."))
        return redirect("accounts:proofs")
    today = timezone.localdate()
    context = {
        "proofs": rules.proofs_of(user),
        "resident": rules.proven_resident(user, today),
        "age": rules.proven_age(user, today),
        "rule": queries.take_part_on(today),
        "letter": Letter.objects.filter(user=user).first(),
        "letters": bool(queries.postal_codes()),
        "register": queries.register_list(),
        "oidc": settings.OIDC,
        "today": today,
    }
    return render(request, "accounts/proofs.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """`/meins/nachweis/brief/`: asks for a letter with a code."""
    if not queries.postal_codes():
        raise Http404
    form = LetterForm(request.POST or None)

    def write(user: User, given: dict[str, Any]) -> str:
        actions.ask_for_letter(user, **given)
        return gettext("We print your letter in the next days.")

    return answer(request, form, "accounts/proof_letter.html", write)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """`/meins/nachweis/code/`: the code from the letter."""

    def write(user: User, given: dict[str, Any]) -> str:
        actions.redeem_code(user, given["code"])
        return gettext("Thank you. You have proven that you live here.")

    return answer(request, CodeForm(request.POST or None), "accounts/proof_code.html", write)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """`/meins/nachweis/melderegister/`: compares with the register's hashes, a few times a day only."""
    if queries.register_list() is None:
        raise Http404
    form = RegisterForm(request.POST or None)

    def write(user: User, given: dict[str, Any]) -> str:
        if too_many("proof.register", str(user.pk), limit=5, seconds=86400) or too_many(
            "proof.register.place", client_address(request), limit=60, seconds=86400
        ):
            form.add_error(None, gettext("That was a lot at once. Please try again tomorrow."))
            return ""
        actions.compare_with_register(user, **given)
        return gettext("Thank you. You have proven that you live here.")

    return answer(request, form, "accounts/proof_register.html", write)


def answer(request: HttpRequest, form: forms.Form, template: str, write: Any) -> HttpResponse:
    """What the three forms share: write, say so, and go back to the list; or the sentence at the field."""
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST" and form.is_valid():
        try:
            said = write(user, form.cleaned_data)
        except Refused as refused:
            add_to_form(form, refused)
        else:
            if said:
                messages.success(request, said)
                return redirect("accounts:proofs")
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
