"""Pages of people: letting a service know something, signing out of it, and the list of what was released."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.idp.oidc.forms import RPInitiatedLogoutForm
from allauth.idp.oidc.models import Client
from allauth.idp.oidc.views import LogoutView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts.models import ProofKind, User
from mitmachstadt.spine.asked import number
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.signon import actions, asking
from mitmachstadt.spine.signon.adapter import Adapter
from mitmachstadt.spine.signon.asking import Question, UnusableError
from mitmachstadt.spine.signon.models import Grant
from mitmachstadt.spine.signon.rules import ALWAYS, SCOPES, ordered

#: Pages in ten minutes from one address; a class that signs in to one service together comes through.
PER_ADDRESS, SPAN = 600, 600


def present() -> None:
    """Nothing of all this is there while the town has no key to sign with."""
    if not settings.SIGN_ON:
        raise Http404


def broken(request: HttpRequest, status: int = 400) -> HttpResponse:
    """A question that no service of ours asks; nobody is sent on."""
    return render(request, "signon/broken.html", {"slow": status == 429}, status=status)


def flooded(request: HttpRequest) -> bool:
    """True when too many pages were asked for from one address."""
    return too_many("signon.page", client_address(request), limit=PER_ADDRESS, seconds=SPAN)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """`/anmeldedienst/freigabe/`: who signs in, what the service may know, and back with a one-time code."""
    present()
    if flooded(request):
        return broken(request, 429)
    wanted = request.GET.get("ui_locales", "").split()
    if wanted[:1] == ["en"] and get_language() != "en":
        with override("en"):
            query = request.GET.copy()
            del query["ui_locales"]
            return redirect(f"{reverse('signon:authorize')}?{query.urlencode()}")
    try:
        question = asking.read(request)
    except UnusableError:
        return broken(request)
    if isinstance(question, HttpResponse):
        return question
    if not isinstance(request.user, User):
        return redirect_to_login(without_prompt(request, "login"))
    if "login" in question.prompt and request.method != "POST":
        return redirect(
            f"{reverse('account_reauthenticate')}?{urlencode({'next': without_prompt(request, 'login')})}"
        )
    if request.method == "POST":
        return decided(request, question, request.user)
    grant = actions.released_before(request.user, question.client, question.scopes)
    if "none" in question.prompt:
        if grant is None:
            return asking.to_service(question.back, {"error": "consent_required"}, question.state)
        return HttpResponseRedirect(asking.code_address(request, question, request.user, grant))
    if grant is None or "consent" in question.prompt:
        return ask(request, question, request.user)
    # A form may have led here (the sign-in), and the policy lets no form leave the house: the page goes on by itself.
    url = asking.code_address(request, question, request.user, grant)
    page = render(request, "signon/leave.html", {"url": url, "name": question.client.name})
    page.headers["Refresh"] = f"0; url={url}"
    return page


def without_prompt(request: HttpRequest, word: str) -> str:
    """The same question without one word of `prompt`, so that signing in leads to it once."""
    query = request.GET.copy()
    rest = [one for one in query.get("prompt", "").split() if one != word]
    query.pop("prompt", None)
    if rest:
        query["prompt"] = " ".join(rest)
    return f"{request.path}?{query.urlencode()}"


def decided(request: HttpRequest, question: Question, user: User) -> HttpResponse:
    """What the person pressed."""
    if request.POST.get("antwort") != "freigeben":
        response = asking.to_service(question.back, {"error": "access_denied"}, question.state)
    else:
        ticked = [one for one in question.scopes if one in request.POST.getlist("angabe") or one == ALWAYS]
        grant = actions.release(user, question.client, question.scopes, ticked)
        response = HttpResponseRedirect(asking.code_address(request, question, user, grant))
    response.form_leads_to = asking.origin(question.back)  # type: ignore[attr-defined]
    return response


def ask(request: HttpRequest, question: Question, user: User) -> HttpResponse:
    """The page that asks."""
    client = question.client
    before = Grant.objects.living().filter(user=user, client=client).first()
    context = {
        "name": client.name,
        "place": urlsplit(question.back).netloc,
        "policy": policy_of(client),
        "lines": lines_for(user, client, question.scopes, before),
        "who": user,
        "action": request.get_full_path(),
    }
    response = render(request, "signon/release.html", context)
    response.form_leads_to = asking.origin(question.back)  # type: ignore[attr-defined]
    return response


def policy_of(client: Client) -> str:
    """Where the service tells what it does with data."""
    return str(((client.data or {}).get("client_metadata") or {}).get("policy_uri") or "")


def lines_for(user: User, client: Client, scopes: list[str], before: Grant | None) -> list[dict[str, Any]]:
    """What the service would learn, each with the very words it would get: `{"key", "label", "values", "ticked"}`."""
    claims = Adapter().get_claims("userinfo", user, client, scopes)
    lines = []
    for key in ordered(scopes):
        ticked = before is None or key not in before.asked.split() or key in before.scopes.split()
        lines.append({"key": key, "label": SCOPES[key], "values": words_of(key, claims), "ticked": ticked})
    return lines


def words_of(key: str, claims: dict[str, Any]) -> list[str]:
    """The values behind one line, in words."""
    if key == "email":
        return [str(claims.get("email") or gettext("none that is confirmed"))]
    if key == "profile":
        return [str(claims.get("name") or gettext("not given"))]
    if key != "proof":
        return []
    told = []
    kinds = dict(ProofKind.choices)
    home, age = claims.get("proven_residence"), claims.get("proven_age")
    if home:
        words = {"kind": kinds[home["kind"]], "day": home["date"]}
        told.append(gettext("lives here: %(kind)s, %(day)s") % words)
    if age:
        words = {"n": age["at_least"], "kind": kinds[age["kind"]], "day": age["date"]}
        told.append(gettext("at least %(n)s years old: %(kind)s, %(day)s") % words)
    return told or [gettext("nothing proven yet")]


class LogoutForm(RPInitiatedLogoutForm):  # type: ignore[misc]
    """Back to registered addresses only, letter by letter."""

    def clean(self) -> dict[str, Any] | None:
        """Asks the list after the library did."""
        asked = self.data.get("post_logout_redirect_uri", "")
        cleaned: dict[str, Any] | None = super().clean()
        client = (cleaned or {}).get("client")
        if asked and (client is None or asked not in client.get_post_logout_redirect_uris()):
            self.add_error("post_logout_redirect_uri", _("This address is not registered."))
        return cleaned


class Logout(LogoutView):  # type: ignore[misc]
    """`/anmeldedienst/abmelden/`: a service asks whether the person wants to sign out here as well."""

    form_class = LogoutForm
    template_name = "signon/logout.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As the library does, but our forms only, and nothing without a key."""
        present()
        if flooded(request):
            return broken(request, 429)
        if any(
            len(values) > 1 or "\0" in values[0]
            for _name, values in [*request.GET.lists(), *request.POST.lists()]
        ):
            return broken(request)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        away = response.headers.get("Location")
        return HttpResponseRedirect(away) if away else response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Nobody is sent to an address that is not registered, and nobody is signed out for it."""
        return broken(self.request)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page may lead to the one registered address."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        back = getattr(context["form"], "cleaned_data", {}).get("post_logout_redirect_uri")
        if back:
            response.form_leads_to = asking.origin(back)  # type: ignore[attr-defined]
        return response


logout = never_cache(Logout.as_view())


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """`/meins/dienste/`: every service that the account opens, what it knows, and taking it back."""
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        ended = actions.take_back(user, number(request.POST.get("zuruecknehmen")))
        if ended is None:
            raise Http404
        words = {"name": ended.client.name}
        messages.success(request, gettext("%(name)s learns nothing from here any more.") % words)
        return redirect("signon:mine")
    grants = Grant.objects.living().filter(user=user).select_related("client").order_by("client__name")
    rows = [
        {"grant": grant, "told": [SCOPES[one] for one in ordered(grant.scopes.split())]} for grant in grants
    ]
    return render(request, "signon/mine.html", {"rows": rows})
