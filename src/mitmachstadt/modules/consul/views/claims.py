"""`/konto/fruehere-beitraege/`: whoever wrote on the former platform takes the contributions over."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.modules.consul.actions import claims
from mitmachstadt.modules.consul.forms import ClaimForm
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.problems import Refused, add_to_form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """What waits for the person's proven addresses, and taking it over under a name of choice."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
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
    waiting = [
        {
            "source": one.source.name,
            "name": one.name,
            "n": sum(map(len, claims.numbers_of(one, claims.KINDS).values())),
        }
        for one in claims.open_authors(user)
    ]
    context = {
        "form": form, "waiting": waiting,
        "proven": list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)),
    }  # fmt: skip
    return render(request, "consul/claim.html", context, status=422 if form.errors else 200)
