"""`/konto/fruehere-beitraege/`: whoever wrote on the former platform takes the contributions over."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.consul.actions import claims
from mitmachstadt.modules.consul.forms import ClaimForm
from mitmachstadt.modules.consul.models import Author
from mitmachstadt.spine import asked
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.problems import Refused, add_to_form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """What waits for the person's proven addresses, taking it over under a name of choice, and giving it back."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    if "zurueck" in request.POST:
        return give_back(request, user)
    form = ClaimForm(request.POST or None, initial={"name": user.display_name})
    if request.method == "POST" and form.is_valid():
        try:
            number = claims.claim(user, form.cleaned_data["name"])
        except Refused as refused:
            add_to_form(form, refused)
        else:
            said = ngettext("%(n)s contribution is yours now.", "%(n)s contributions are yours now.", number)
            messages.success(request, said % {"n": number})
            return redirect("accounts:mine")
    context = {
        "form": form, "waiting": [facts_of(one) for one in claims.open_authors(user)],
        "mine": [{**facts_of(one.author), "claim": one} for one in claims.claims_of(user)],
        "proven": list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)),
    }  # fmt: skip
    return render(request, "consul/claim.html", context, status=422 if form.errors else 200)


def facts_of(author: Author) -> dict[str, Any]:
    """Where and under which name somebody wrote, and how much."""
    n = sum(map(len, claims.numbers_of(author, claims.KINDS).values()))
    return {"source": author.source.name, "name": author.name, "n": n}


def give_back(request: HttpRequest, user: User) -> HttpResponse:
    """Gives up what was taken over: under its former name again, or for good without one (`wie=ohne`)."""
    nameless = request.POST.get("wie") == "ohne"
    try:
        n = claims.give_back(user, asked.number(request.POST["zurueck"]), nameless=nameless)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if nameless:
            words = ngettext(
                "%(n)s contribution stands without a name now.",
                "%(n)s contributions stand without a name now.",
                n,
            )
        else:
            words = ngettext(
                "%(n)s contribution bears its former name again.",
                "%(n)s contributions bear their former name again.",
                n,
            )
        messages.success(request, words % {"n": n})
    return redirect("consul:claim")
