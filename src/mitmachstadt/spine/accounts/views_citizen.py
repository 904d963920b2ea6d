"""To the identity account and back; the whole way only exists when the settings name a provider."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from mitmachstadt.spine.accounts import proof_actions
from mitmachstadt.spine.accounts.provider import NAME, CitizenOIDCAdapter


def present() -> dict[str, Any] | None:
    """The provider that the settings name; templates ask it by themselves."""
    named: dict[str, Any] | None = settings.OIDC
    return named


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """`/konto/buergerkonto/`: on to the provider, to sign in or, when signed in, to link the account.

    The page goes on by itself and holds a link as well: the content security policy lets no form be sent elsewhere.
    """
    if settings.OIDC is None:
        raise Http404
    provider = get_adapter(request).get_provider(request, provider=NAME)
    process = "connect" if request.user.is_authenticated else "login"
    try:
        answer: HttpResponse = provider.redirect(request, process, next_url=get_next_redirect_url(request))
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        return failed(request, error)
    url = answer.headers.get("Location", "")
    if not url:
        return answer
    page = render(request, "accounts/citizen_leave.html", {"url": url, "name": settings.OIDC["name"]})
    page.headers["Refresh"] = f"0; url={url}"
    return page


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page that says that nothing was changed."""
    provider = get_adapter(request).get_provider(request, provider=NAME)
    page: HttpResponse = render_authentication_error(request, provider, exception=error)
    return page


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """`/konto/buergerkonto/zurueck/`: checks what the provider says, signs in or links, and keeps what it proves."""
    if settings.OIDC is None:
        raise Http404
    view = OAuth2CallbackView.adapter_view(CitizenOIDCAdapter(request))
    try:
        answer: HttpResponse = view(request)
    except (KeyError, ValueError) as error:
        return failed(request, error)
    login = getattr(request, "citizen_login", None)
    if login is not None:
        linked = (
            SocialAccount.objects.filter(provider=NAME, uid=login.account.uid).select_related("user").first()
        )
        if linked:
            proof_actions.record_sign_in(linked.user, login.proven)
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest) -> HttpResponse:
    """`/konto/buergerkonto/verbindung/`: the linked account, and loosening it when another way to sign in is left."""
    linked = SocialAccount.objects.filter(user=request.user, provider=NAME).first()
    problem = ""
    if request.method == "POST" and linked:
        if EmailAddress.objects.filter(user=linked.user, verified=True).exists():
            linked.delete()
            messages.success(
                request, gettext("The link is gone. You sign in with your e-mail address from now on.")
            )
            return redirect("accounts:mine")
        problem = gettext("Please confirm your e-mail address first, otherwise you could no longer sign in.")
    name = settings.OIDC["name"] if settings.OIDC else gettext("identity account")
    context = {"linked": linked, "name": name, "problem": problem, "oidc": settings.OIDC}
    return render(request, "accounts/citizen_link.html", context, status=422 if problem else 200)
