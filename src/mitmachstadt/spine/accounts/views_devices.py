"""Where a person is signed in, and the second step that staff needs."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.spine.accounts import actions, devices
from mitmachstadt.spine.accounts.middleware import has_second_factor
from mitmachstadt.spine.accounts.models import User


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signed_in(request: HttpRequest) -> HttpResponse:
    """`/meins/geraete/`: every device that is signed in; one or all others can be signed out."""
    user = request.user
    assert isinstance(user, User)
    here = request.session.session_key or ""
    if request.method == "POST":
        chosen = request.POST.get("beenden", "")
        if chosen != "alle" and not chosen.isdigit():
            raise Http404
        number = actions.end_sessions(user, keep=here, only=None if chosen == "alle" else int(chosen))
        words = ngettext("%(n)s device is signed out.", "%(n)s devices are signed out.", number) % {
            "n": number
        }
        messages.success(request, words if number else gettext("There is no other device."))
        return redirect("accounts:devices")
    return render(request, "accounts/devices.html", {"rows": devices.signed_in(user), "here": here})


@never_cache
@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """`/meins/zweiter-schritt/`: why staff needs one, and the two ways to set it up."""
    user = request.user
    assert isinstance(user, User)
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists()
    context = {"ready": has_second_factor(user), "codes": codes}
    return render(request, "accounts/second_factor.html", context)
