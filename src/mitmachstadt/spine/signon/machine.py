"""What programs of services ask: where everything is, our public keys, tokens for a code, and what a token tells."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc import views as library
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.spine.moderation.limits import client_address, fingerprint, too_many
from mitmachstadt.spine.signon.rules import SCOPES

log = logging.getLogger(__name__)

#: Questions in ten minutes from one address: a service asks for all its people from one machine.
PER_ADDRESS, SPAN = 6000, 600
#: Refused ones in ten minutes from one address; then whoever guesses waits.
REFUSED = 100
REFUSALS = (400, 401, 403)
GRANTS = ("authorization_code", "refresh_token")


def braked(request: HttpRequest) -> HttpResponse | None:
    """404 without a key of the town, 429 for a flood, else nothing."""
    if not settings.SIGN_ON:
        raise Http404
    if too_many("signon.machine", client_address(request), limit=PER_ADDRESS, seconds=SPAN):
        return JsonResponse({"error": "temporarily_unavailable"}, status=429)
    return None


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """`/.well-known/openid-configuration`: OpenID Connect Discovery 1.0, with nothing that is switched off."""
    braked(request)
    base = settings.BASE_URL
    with override(settings.LANGUAGE_CODE):
        places = {
            "authorization_endpoint": base + reverse("signon:authorize"),
            "end_session_endpoint": base + reverse("signon:logout"),
        }
    response = JsonResponse(
        {
            "issuer": base,
            **places,
            "token_endpoint": base + reverse("signon_machine:token"),
            "userinfo_endpoint": base + reverse("signon_machine:userinfo"),
            "revocation_endpoint": base + reverse("signon_machine:revoke"),
            "jwks_uri": base + reverse("signon_machine:keys"),
            "scopes_supported": list(SCOPES),
            "claims_supported": [
                *("sub", "iss", "aud", "exp", "iat", "nonce", "email", "email_verified", "name"),
                *("proven_residence", "proven_age"),
            ],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": list(GRANTS),
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "ui_locales_supported": [code for code, _name in settings.LANGUAGES],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
        }
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "max-age=3600"
    return response


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """`/.well-known/jwks.json`: the public halves of all keys that are in force."""
    answer: HttpResponse = braked(request) or library.jwks(request)
    return answer


@csrf_exempt
@never_cache
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """`/anmeldedienst/token/`: tokens for a one-time code, or fresh ones for a refresh token."""
    if request.POST.get("grant_type") not in GRANTS:
        braked(request)
        return JsonResponse({"error": "unsupported_grant_type"}, status=400)

    def answer() -> HttpResponse:
        with transaction.atomic():
            fresh = request.POST.get("refresh_token", "")
            if fresh:
                # Libraries repeat what they first asked for, also what the person then left out: it stays as it was released.
                rest = request.POST.copy()
                rest.pop("scope", None)
                request.POST = rest  # type: ignore[assignment]
                # Two at once with the same one: the second waits, and finds it used.
                list(Token.objects.by_value(fresh).select_for_update(of=("self",)).order_by("pk"))
            found: HttpResponse = library.token(request)
            return found

    return guarded(request, answer)


@csrf_exempt
@never_cache
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """`/anmeldedienst/widerruf/`: a service throws a token away (RFC 7009)."""
    return guarded(request, lambda: library.revoke(request))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """`/anmeldedienst/angaben/`: what the person released, for an access token."""
    return guarded(request, lambda: library.user_info(request))


def guarded(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Brakes whoever is refused again and again, and notes it without any secret."""
    slow = braked(request)
    if slow:
        return slow
    waiting = f"signon.wait.{fingerprint(client_address(request))}"
    if cache.get(waiting):
        return JsonResponse({"error": "temporarily_unavailable"}, status=429)
    if unreadable(request):
        return JsonResponse({"error": "invalid_request"}, status=400)
    response = answer()
    if response.status_code in REFUSALS:
        log.warning("sign-in service refused: %s from %s", request.path, fingerprint(client_address(request)))
        if too_many("signon.refused", client_address(request), limit=REFUSED, seconds=SPAN):
            cache.set(waiting, 1, SPAN)
    return response


def unreadable(request: HttpRequest) -> bool:
    """True for the sign that no database takes, wherever it hides."""
    given = [*request.POST.values(), *request.GET.values()]
    given += [
        part or "" for part in extract_basic_auth({"Authorization": request.headers.get("Authorization", "")})
    ]
    return any("\0" in str(one) for one in given)
